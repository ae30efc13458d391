#include <catch2/catch.hpp>

#include "tests/traces/recording.hpp"

using namespace systole::tests;

TEST_CASE("a waveform declares every unit's states, the buffers, the DRAM and the layer", "[H2]") {
  const auto vcd = waveform_of({}, Cycles{10}, [](auto&) {});
  for (const auto* unit : {"load", "array", "vector", "store"}) {
    for (const auto* state : {"idle", "busy", "wait_dram", "wait_buffer"}) {
      const auto& wire = vcd.variables.at("accelerator." + std::string{unit} + "." + state);
      CHECK(wire.type == "wire");
      CHECK(wire.bits == 1);
    }
  }
  for (const auto* buffer : {"ifmap", "weight", "ofmap"}) {
    const auto& occupancy = vcd.variables.at("accelerator." + std::string{buffer} + ".occupancy");
    CHECK(occupancy.type == "reg");
    CHECK(occupancy.bits == 64);
  }
  CHECK(vcd.variables.at("accelerator.dram.read_in_flight").bits == 64);
  CHECK(vcd.variables.at("accelerator.dram.write_in_flight").bits == 64);
  CHECK(vcd.variables.at("accelerator.sequencer.layer").bits == 32);
  CHECK(vcd.variables.size() == 4 * 4 + 3 + 2 + 1);
}

TEST_CASE("a waveform's header names the version and no date, so equal runs give equal bytes", "[H2]") {
  systole::traces::WaveformOptions options;
  options.version = "1.2.3";
  const auto run = [](systole::models::Probe& probe) { probe.enter(Unit::array, State::busy, Cycles{3}); };
  const auto text = waveform_text(options, Cycles{9}, run);
  CHECK(text == waveform_text(options, Cycles{9}, run));
  CHECK(text.find("$date") == std::string::npos);
  CHECK(waveform_of(options, Cycles{9}, run).version == "systole1.2.3");
}

TEST_CASE("a waveform of chosen modules declares only these", "[H2]") {
  systole::traces::WaveformOptions options;
  options.modules = systole::traces::parse_modules("array,ofmap");
  const auto vcd = waveform_of(options, Cycles{10}, [](systole::models::Probe& probe) {
    probe.enter(Unit::load, State::busy, Cycles{1});
    probe.set(Level::ofmap_bytes, 7, Cycles{2});
    probe.set(Level::ifmap_bytes, 9, Cycles{2});
  });
  CHECK(vcd.variables.size() == 4 + 1);
  CHECK(vcd.at("accelerator.ofmap.occupancy", 2000) == 7);
  CHECK(vcd.times == std::vector<std::int64_t>{0, 2000, 10000});
}
