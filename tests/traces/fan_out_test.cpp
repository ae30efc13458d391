#include <catch2/catch.hpp>

#include "tests/traces/recording.hpp"
#include "tests/traces/stepping.hpp"
#include "traces/fan_out.hpp"

using namespace systole::tests;

TEST_CASE("a fan-out gives every probe every call", "[H2]") {
  const auto run = [](systole::models::Probe& probe) {
    probe.enter(Unit::array, State::busy, Cycles{2});
    probe.set(Level::ifmap_bytes, 64, Cycles{3});
    probe.span(Unit::array, "conv1", 0, Cycles{2}, Cycles{9});
  };
  std::ostringstream first;
  std::ostringstream second;
  std::ostringstream third;
  systole::traces::Waveform waves{first, {}};
  systole::traces::Waveform more_waves{second, {}};
  systole::traces::Timeline timeline{third, {}};
  systole::traces::FanOut all;
  CHECK(all.empty());
  all.add(waves);
  all.add(more_waves);
  all.add(timeline);
  run(all);
  waves.finish(Cycles{9});
  more_waves.finish(Cycles{9});
  timeline.finish(Cycles{9});
  CHECK(first.str() == waveform_text({}, Cycles{9}, run));
  CHECK(second.str() == first.str());
  CHECK(nlohmann::json::parse(third.str()) == timeline_of({}, Cycles{9}, run));
}

TEST_CASE("a fan-out of registers gives every probe every step", "[H2]") {
  using namespace systole::models;
  systole::traces::WaveformOptions options;
  options.pes = systole::traces::PeWindow{1, 1, 8, 8, 16, {}};
  const auto run = [](ArrayProbe& probe) {
    Stepping{square_array(Dataflow::os, 1, {16, Overflow::saturate})}.run({{{{3}, {4}}, {{5}, {6}}}}, probe);
  };
  std::ostringstream first;
  std::ostringstream second;
  systole::traces::Waveform waves{first, options};
  systole::traces::Waveform more_waves{second, options};
  systole::traces::ArrayFanOut all;
  CHECK(all.empty());
  all.add(waves);
  all.add(more_waves);
  run(all);
  waves.finish(Cycles{9});
  more_waves.finish(Cycles{9});
  CHECK(first.str() == waveform_text(options, Cycles{9}, run));
  CHECK(second.str() == first.str());
}
