#include <catch2/catch.hpp>

#include <stdexcept>

#include "tests/traces/recording.hpp"

using namespace systole::tests;

TEST_CASE("names with quotes, control characters and broken UTF-8 still give valid JSON", "[H2]") {
  systole::traces::TimelineOptions options;
  options.title = "say \"hi\"\\";
  const auto timeline = timeline_of(options, Cycles{50}, [](systole::models::Probe& probe) {
    probe.span(Unit::array, "a\"b\n\x01\\", 0, Cycles{1}, Cycles{2});
    probe.span(Unit::array, "bad\xff\xc3", 0, Cycles{3}, Cycles{4});
    probe.span(Unit::array, "größe", 0, Cycles{5}, Cycles{6});
  });
  CHECK(events_of(timeline, "X", "a\"b\n\x01\\").size() == 1);
  CHECK(events_of(timeline, "X", "bad\xEF\xBF\xBD\xEF\xBF\xBD").size() == 1);
  CHECK(events_of(timeline, "X", "größe").size() == 1);
  CHECK(events_of(timeline, "M", "process_name").at(0).at("args").at("name") == "say \"hi\"\\");
}

TEST_CASE("a timeline that is abandoned is closed: the file is valid up to what happened", "[H2]") {
  std::ostringstream out;
  try {
    systole::traces::Timeline timeline{out, {}};
    timeline.set(Level::layer, 0, Cycles{2});
    timeline.span(Unit::array, "conv1", 0, Cycles{3}, Cycles{8});
    throw std::runtime_error("the simulation failed");
  } catch (const std::runtime_error&) {
    const auto timeline = nlohmann::json::parse(out.str());
    CHECK(events_of(timeline, "X", "conv1").size() == 1);
    CHECK(events_of(timeline, "X", "layer 0").at(0).at("dur").get<double>() == 0.006);
  }
}

TEST_CASE("events beyond the limit are counted, dropped and noted in the file", "[H2]") {
  systole::traces::TimelineOptions options;
  options.max_events = 10;
  std::ostringstream out;
  systole::traces::Timeline timeline{out, options};
  timeline.set(Level::layer, 0, Cycles{0});
  for (std::int64_t i = 0; i < 25; ++i) timeline.span(Unit::array, "conv1", i, Cycles{i}, Cycles{i + 1});
  timeline.finish(Cycles{25});
  const auto json = nlohmann::json::parse(out.str());
  CHECK(events_of(json, "X", "conv1").size() == 10);
  CHECK(events_of(json, "X", "layer 0").size() == 1);  // layers are few and always shown
  CHECK(timeline.dropped() == 15 + 5);                 // and the five counters' values at the end
  CHECK(events_of(json, "M", "process_labels").at(0).at("args").at("labels") ==
        "20 events beyond the limit of 10 are not shown");
}
