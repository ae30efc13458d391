#include <catch2/catch.hpp>

#include "tests/traces/recording.hpp"

using namespace systole::tests;

TEST_CASE("the track of layers shows each layer by name from its start to the next", "[H2]") {
  systole::traces::TimelineOptions options;
  options.layers = {"conv1", "conv2"};
  const auto timeline = timeline_of(options, Cycles{50}, [](systole::models::Probe& probe) {
    probe.set(Level::layer, 0, Cycles{0});
    probe.set(Level::layer, 1, Cycles{20});
    probe.set(Level::layer, 2, Cycles{45});
  });
  const auto slices = events_of(timeline, "X");
  REQUIRE(slices.size() == 3);
  const auto check = [&](std::size_t i, const char* name, double begin, double end) {
    CHECK(slices[i].at("name") == name);
    CHECK(track_name(timeline, slices[i].at("tid")) == "layers");
    CHECK(slices[i].at("ts").get<double>() == begin / 1000);
    CHECK(slices[i].at("dur").get<double>() == (end - begin) / 1000);
  };
  check(0, "conv1", 0, 20);
  check(1, "conv2", 20, 45);
  check(2, "layer 2", 45, 50);  // more layers than names
}
