#include <catch2/catch.hpp>

#include "models/errors.hpp"
#include "tests/traces/recording.hpp"

using namespace systole::tests;

TEST_CASE("of several changes at one time a waveform keeps the last", "[H2]") {
  const auto vcd = waveform_of({}, Cycles{20}, [](systole::models::Probe& probe) {
    probe.set(Level::weight_bytes, 1, Cycles{5});
    probe.enter(Unit::load, State::busy, Cycles{5});
    probe.set(Level::weight_bytes, 2, Cycles{5});
    probe.enter(Unit::load, State::wait_dram, Cycles{5});
    probe.set(Level::weight_bytes, 3, Cycles{5});
  });
  CHECK(vcd.changes("accelerator.weight.occupancy") == std::vector<VcdChange>{{0, 0}, {5'000, 3}});
  CHECK(vcd.changes("accelerator.load.busy") == std::vector<VcdChange>{{0, 0}});
  CHECK(vcd.at("accelerator.load.wait_dram", 5'000) == 1);
}

TEST_CASE("a change that is undone at the same time leaves no trace", "[H2]") {
  const auto vcd = waveform_of({}, Cycles{20}, [](systole::models::Probe& probe) {
    probe.set(Level::layer, 1, Cycles{5});
    probe.set(Level::layer, 0, Cycles{5});
  });
  CHECK(vcd.times == std::vector<std::int64_t>{0, 20'000});
}

TEST_CASE("changes at cycle 0 are initial values", "[H2]") {
  const auto vcd = waveform_of({}, Cycles{20},
                               [](systole::models::Probe& probe) { probe.enter(Unit::load, State::busy, Cycles{0}); });
  CHECK(vcd.changes("accelerator.load.busy") == std::vector<VcdChange>{{0, 1}, {20'000, 0}});
}

TEST_CASE("time that goes back is a fault of ours", "[H2]") {
  std::ostringstream out;
  systole::traces::Waveform waveform{out, {}};
  waveform.enter(Unit::load, State::busy, Cycles{8});
  CHECK_THROWS_AS(waveform.enter(Unit::load, State::idle, Cycles{7}), systole::models::ModelError);
}
