#include <catch2/catch.hpp>

#include "tests/traces/recording.hpp"

using namespace systole::tests;

TEST_CASE("buffers and DRAM have counter tracks with the last value of each time", "[H2]") {
  const auto timeline = timeline_of({}, Cycles{50}, [](systole::models::Probe& probe) {
    probe.set(Level::ifmap_bytes, 10, Cycles{0});
    probe.set(Level::ifmap_bytes, 20, Cycles{7});
    probe.set(Level::ifmap_bytes, 30, Cycles{7});
    probe.set(Level::ifmap_bytes, 30, Cycles{9});
    probe.set(Level::dram_write_bytes, 64, Cycles{9});
  });
  const auto occupancy = events_of(timeline, "C", "ifmap occupancy");
  REQUIRE(occupancy.size() == 2);
  CHECK(occupancy[0].at("ts").get<double>() == 0);
  CHECK(occupancy[0].at("args").at("bytes") == 10);
  CHECK(occupancy[1].at("ts").get<double>() == 0.007);
  CHECK(occupancy[1].at("args").at("bytes") == 30);
  const auto writes = events_of(timeline, "C", "dram write_in_flight");
  REQUIRE(writes.size() == 2);  // nothing in flight at first
  CHECK(writes[0].at("args").at("bytes") == 0);
  CHECK(writes[1].at("ts").get<double>() == 0.009);
  CHECK(writes[1].at("args").at("bytes") == 64);
}
