#include <rapidcheck.h>
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <map>

#include "tests/traces/recording.hpp"

using namespace systole::tests;

TEST_CASE("whatever is reported, a timeline is valid JSON, in order on every named track, and complete", "[H2]") {
  CHECK(rc::check([] {
    const auto pieces = *rc::gen::inRange(0, 40);
    std::int64_t work = 0;
    systole::traces::TimelineOptions options;
    options.cim = true;
    const auto timeline = timeline_of(options, Cycles{1000}, [&](systole::models::Probe& probe) {
      std::int64_t now = 0;
      for (int i = 0; i < pieces; ++i) {
        now += *rc::gen::inRange(0, 5);
        const auto unit = static_cast<Unit>(*rc::gen::inRange(0, systole::models::kUnits));
        const auto length = *rc::gen::inRange(0, 9);
        probe.enter(unit, static_cast<State>(*rc::gen::inRange(0, systole::models::kStates)), Cycles{now});
        probe.set(static_cast<Level>(*rc::gen::inRange(0, systole::models::kLevels)), length, Cycles{now});
        // Reported when it is over, or when it is booked.
        const auto begin = *rc::gen::arbitrary<bool>() ? now : std::max<std::int64_t>(0, now - length);
        probe.span(unit, *rc::gen::arbitrary<std::string>(), i, Cycles{begin}, Cycles{begin + length});
        work += length;
      }
    });
    std::map<int, std::int64_t> ends;
    std::int64_t shown = 0;
    for (const auto& slice : events_of(timeline, "X")) {
      const int track = slice.at("tid");
      const auto begin = std::llround(slice.at("ts").get<double>() * 1000);
      const auto length = std::llround(slice.at("dur").get<double>() * 1000);
      RC_ASSERT(!track_name(timeline, track).empty());
      RC_ASSERT(begin >= ends[track]);
      ends[track] = begin + length;
      if (slice.at("args").contains("step")) shown += length;
    }
    RC_ASSERT(shown == work);
  }));
}
