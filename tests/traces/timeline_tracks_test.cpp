#include <catch2/catch.hpp>

#include <cmath>
#include <map>
#include <set>

#include "models/errors.hpp"
#include "tests/traces/recording.hpp"

using namespace systole::tests;

TEST_CASE("a timeline names one track a unit and one for the layers", "[H2]") {
  const auto timeline = timeline_of({}, Cycles{10}, [](auto&) {});
  std::set<std::string> names;
  for (const auto& event : events_of(timeline, "M", "thread_name")) names.insert(event.at("args").at("name"));
  CHECK(names == std::set<std::string>{"layers", "load", "array", "vector", "store"});
}

TEST_CASE("a piece of work is a complete event in microseconds on its unit's track", "[H2]") {
  systole::traces::TimelineOptions options;
  options.clock = Hertz{800'000'000};  // 1250 ps
  const auto timeline = timeline_of(options, Cycles{1000}, [](systole::models::Probe& probe) {
    probe.span(Unit::array, "conv1", 3, Cycles{101}, Cycles{200});
  });
  const auto slices = events_of(timeline, "X", "conv1");
  REQUIRE(slices.size() == 1);
  CHECK(track_name(timeline, slices[0].at("tid")) == "array");
  CHECK(slices[0].at("ts").get<double>() == 101 * 1250 * 1e-6);
  CHECK(slices[0].at("dur").get<double>() == 99 * 1250 * 1e-6);
  CHECK(slices[0].at("args").at("step") == 3);
}

TEST_CASE("pieces that meet in cycles meet in time, whatever the clock", "[H2]") {
  systole::traces::TimelineOptions options;
  options.clock = Hertz{700'000'000};
  const auto timeline = timeline_of(options, Cycles{1000}, [](systole::models::Probe& probe) {
    for (std::int64_t i = 0; i < 100; ++i) probe.span(Unit::load, "l", i, Cycles{3 * i}, Cycles{3 * i + 3});
  });
  const auto picoseconds = [](const nlohmann::json& value) { return std::llround(value.get<double>() * 1e6); };
  const auto slices = events_of(timeline, "X", "l");
  REQUIRE(slices.size() == 100);
  for (std::size_t i = 1; i < slices.size(); ++i) {
    CHECK(picoseconds(slices[i].at("ts")) ==
          picoseconds(slices[i - 1].at("ts")) + picoseconds(slices[i - 1].at("dur")));
  }
}

TEST_CASE("work that overlaps goes to further lanes, so every track is in order and free of overlaps", "[H2]") {
  const auto timeline = timeline_of({}, Cycles{1000}, [](systole::models::Probe& probe) {
    probe.span(Unit::load, "a", 0, Cycles{0}, Cycles{10});
    probe.span(Unit::load, "b", 0, Cycles{5}, Cycles{15});
    probe.span(Unit::load, "c", 0, Cycles{10}, Cycles{20});
    probe.span(Unit::load, "d", 0, Cycles{2}, Cycles{4});
  });
  const auto track = [&timeline](const char* slice) {
    return track_name(timeline, events_of(timeline, "X", slice).at(0).at("tid"));
  };
  CHECK(track("a") == "load");
  CHECK(track("b") == "load 2");
  CHECK(track("c") == "load");
  CHECK(track("d") == "load 3");
  std::map<int, double> ends;
  for (const auto& slice : events_of(timeline, "X")) {
    auto& end = ends[slice.at("tid").get<int>()];
    CHECK(slice.at("ts").get<double>() >= end);
    end = slice.at("ts").get<double>() + slice.at("dur").get<double>();
  }
}

TEST_CASE("work that ends before it begins is a fault of ours", "[H2]") {
  std::ostringstream out;
  systole::traces::Timeline timeline{out, {}};
  CHECK_THROWS_AS(timeline.span(Unit::load, "a", 0, Cycles{5}, Cycles{4}), systole::models::ModelError);
}
