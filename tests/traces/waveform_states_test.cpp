#include <catch2/catch.hpp>

#include "tests/traces/recording.hpp"

using namespace systole::tests;

TEST_CASE("a unit shows one state at a time: stalls are visible as such", "[H2]") {
  const auto vcd = waveform_of({}, Cycles{30}, [](systole::models::Probe& probe) {
    probe.enter(Unit::array, State::wait_dram, Cycles{0});
    probe.enter(Unit::array, State::busy, Cycles{10});
    probe.enter(Unit::array, State::wait_buffer, Cycles{20});
  });
  const auto state_at = [&vcd](std::int64_t cycle) {
    std::string high;
    for (const auto* state : {"idle", "busy", "wait_dram", "wait_buffer"}) {
      if (vcd.at("accelerator.array." + std::string{state}, cycle * 1000) == 1) high += state;
    }
    return high;
  };
  CHECK(state_at(0) == "wait_dram");
  CHECK(state_at(9) == "wait_dram");
  CHECK(state_at(10) == "busy");
  CHECK(state_at(19) == "busy");
  CHECK(state_at(20) == "wait_buffer");
  CHECK(state_at(29) == "wait_buffer");
  CHECK(state_at(30) == "idle");
}

TEST_CASE("entering the state a unit is in writes nothing", "[H2]") {
  const auto vcd = waveform_of({}, Cycles{30}, [](systole::models::Probe& probe) {
    probe.enter(Unit::store, State::busy, Cycles{10});
    probe.enter(Unit::store, State::busy, Cycles{20});
  });
  CHECK(vcd.changes("accelerator.store.busy") == std::vector<VcdChange>{{0, 0}, {10'000, 1}, {30'000, 0}});
  CHECK(vcd.times == std::vector<std::int64_t>{0, 10'000, 30'000});
}
