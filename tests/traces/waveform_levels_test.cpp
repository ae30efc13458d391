#include <catch2/catch.hpp>

#include "models/errors.hpp"
#include "tests/traces/recording.hpp"

using namespace systole::tests;

TEST_CASE("occupancies, bytes in flight and the layer have the values that were set", "[H2]") {
  const auto vcd = waveform_of({}, Cycles{100}, [](systole::models::Probe& probe) {
    probe.set(Level::ifmap_bytes, 32768, Cycles{4});
    probe.set(Level::dram_read_bytes, 0x7fff'ffff'ffff'ffff, Cycles{4});
    probe.set(Level::layer, 17, Cycles{5});
    probe.set(Level::ifmap_bytes, 65536, Cycles{8});
    probe.set(Level::ifmap_bytes, 0, Cycles{99});
  });
  CHECK(vcd.changes("accelerator.ifmap.occupancy") ==
        std::vector<VcdChange>{{0, 0}, {4'000, 32768}, {8'000, 65536}, {99'000, 0}});
  CHECK(vcd.at("accelerator.dram.read_in_flight", 4'000) == 0x7fff'ffff'ffff'ffff);
  CHECK(vcd.at("accelerator.sequencer.layer", 4'999) == 0);
  CHECK(vcd.at("accelerator.sequencer.layer", 5'000) == 17);
}

TEST_CASE("a negative level is a fault of ours that names the signal and the cycle", "[H2]") {
  std::ostringstream out;
  systole::traces::Waveform waveform{out, {}};
  CHECK_THROWS_WITH(waveform.set(Level::ofmap_bytes, -1, Cycles{42}),
                    "accelerator.ofmap.occupancy[63:0] is -1 at cycle 42: a level is never negative");
}
