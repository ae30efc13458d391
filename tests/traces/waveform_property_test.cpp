#include <rapidcheck.h>
#include <catch2/catch.hpp>

#include <algorithm>
#include <map>

#include "tests/traces/recording.hpp"
#include "traces/signals.hpp"

using namespace systole::tests;

namespace {

struct Call {
  std::int64_t cycle = 0;
  int unit = 0;  // below kUnits: a unit's state; else a level
  std::int64_t value = 0;
};

std::vector<Call> random_calls() {
  const auto size = *rc::gen::inRange<std::size_t>(0, 60);
  std::vector<Call> calls(size);
  std::int64_t cycle = 0;
  for (auto& call : calls) {
    cycle += *rc::gen::inRange<std::int64_t>(0, 4);
    call.cycle = cycle;
    call.unit = *rc::gen::inRange(0, systole::models::kUnits + systole::models::kLevels);
    call.value = *rc::gen::inRange<std::int64_t>(0, 4);
    const int level = call.unit - systole::models::kUnits;
    if (level >= 0 && systole::traces::signals()[systole::traces::signal_index(static_cast<Level>(level))].bits == 1)
      call.value %= 2;
  }
  return calls;
}

void play(const std::vector<Call>& calls, systole::models::Probe& probe) {
  for (const auto& call : calls) {
    if (call.unit < systole::models::kUnits) {
      probe.enter(static_cast<Unit>(call.unit), static_cast<State>(call.value), Cycles{call.cycle});
    } else {
      probe.set(static_cast<Level>(call.unit - systole::models::kUnits), call.value, Cycles{call.cycle});
    }
  }
}

/// The values after all calls up to `cycle`, by a plain loop.
std::map<std::string, std::uint64_t> expected_at(const std::vector<Call>& calls, std::int64_t cycle) {
  std::map<std::string, std::uint64_t> values;
  const auto path = [](std::size_t signal) {
    const auto full = systole::traces::signals()[signal].path();
    return full.substr(0, full.find('['));
  };
  for (std::size_t i = 0; i < systole::traces::kSignals; ++i) values[path(i)] = 0;
  const auto enter = [&](int unit, std::int64_t state) {
    for (int other = 0; other < systole::models::kStates; ++other) {
      values[path(systole::traces::signal_index(static_cast<Unit>(unit), static_cast<State>(other)))] =
          other == state ? 1 : 0;
    }
  };
  for (int unit = 0; unit < systole::models::kUnits; ++unit) enter(unit, 0);
  for (const auto& call : calls) {
    if (call.cycle > cycle) break;
    if (call.unit < systole::models::kUnits) {
      enter(call.unit, call.value);
    } else {
      const auto level = static_cast<Level>(call.unit - systole::models::kUnits);
      values[path(systole::traces::signal_index(level))] = static_cast<std::uint64_t>(call.value);
    }
  }
  return values;
}

}  // namespace

TEST_CASE("any sequence of calls replays from the file to the same values at every cycle of any window", "[H2]") {
  CHECK(rc::check([] {
    const auto calls = random_calls();
    const auto total = (calls.empty() ? 0 : calls.back().cycle) + *rc::gen::inRange<std::int64_t>(1, 5);
    systole::traces::WaveformOptions options;
    options.modules = systole::traces::modules_with_cim();
    const auto begin = *rc::gen::inRange<std::int64_t>(0, total);
    options.begin = Cycles{begin};
    options.end = Cycles{begin + *rc::gen::inRange<std::int64_t>(1, 2 * total + 1)};
    const auto vcd = waveform_of(options, Cycles{total}, [&](auto& probe) { play(calls, probe); });
    const auto last = std::min(total, options.end.count());
    RC_ASSERT(vcd.times.front() == begin * 1000);
    RC_ASSERT(vcd.times.back() == last * 1000);
    for (auto cycle = begin; cycle < last; ++cycle) {
      for (const auto& [path, value] : expected_at(calls, cycle)) RC_ASSERT(vcd.at(path, cycle * 1000) == value);
    }
  }));
}
