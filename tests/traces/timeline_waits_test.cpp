#include <catch2/catch.hpp>

#include "tests/traces/recording.hpp"

using namespace systole::tests;

TEST_CASE("a unit's waits for DRAM and for buffers show on a track of their own", "[H2]") {
  const auto timeline = timeline_of({}, Cycles{50}, [](systole::models::Probe& probe) {
    probe.enter(Unit::array, State::wait_dram, Cycles{0});
    probe.enter(Unit::array, State::wait_dram, Cycles{5});
    probe.enter(Unit::array, State::busy, Cycles{10});
    probe.enter(Unit::array, State::idle, Cycles{30});
    probe.enter(Unit::array, State::wait_buffer, Cycles{40});
  });
  const auto slices = events_of(timeline, "X");
  REQUIRE(slices.size() == 2);
  CHECK(track_name(timeline, slices[0].at("tid")) == "array waits");
  CHECK(slices[0].at("name") == "wait_dram");
  CHECK(slices[0].at("ts").get<double>() == 0);
  CHECK(slices[0].at("dur").get<double>() == 0.010);
  CHECK(slices[1].at("name") == "wait_buffer");
  CHECK(slices[1].at("ts").get<double>() == 0.040);
  CHECK(slices[1].at("dur").get<double>() == 0.010);
}
