#include <catch2/catch.hpp>

#include "models/errors.hpp"
#include "tests/traces/recording.hpp"

using namespace systole::tests;

namespace {

systole::traces::WaveformOptions window(std::int64_t begin, std::int64_t end) {
  systole::traces::WaveformOptions options;
  options.begin = Cycles{begin};
  options.end = Cycles{end};
  return options;
}

/// Busy from 10 to 50, with the level counting tens.
void run(systole::models::Probe& probe) {
  probe.enter(Unit::array, State::busy, Cycles{10});
  for (std::int64_t cycle = 10; cycle <= 50; cycle += 10) probe.set(Level::ofmap_bytes, cycle, Cycles{cycle});
  probe.enter(Unit::array, State::idle, Cycles{50});
}

}  // namespace

TEST_CASE("a window begins with the values that were carried into it", "[H2]") {
  const auto vcd = waveform_of(window(25, 1000), Cycles{60}, run);
  CHECK(vcd.changes("accelerator.array.busy") == std::vector<VcdChange>{{25'000, 1}, {50'000, 0}});
  CHECK(vcd.changes("accelerator.ofmap.occupancy") ==
        std::vector<VcdChange>{{25'000, 20}, {30'000, 30}, {40'000, 40}, {50'000, 50}});
  CHECK(vcd.times.front() == 25'000);
  CHECK(vcd.times.back() == 60'000);
}

TEST_CASE("a change in a window's first cycle is an initial value", "[H2]") {
  const auto vcd = waveform_of(window(30, 1000), Cycles{60}, run);
  CHECK(vcd.changes("accelerator.ofmap.occupancy").front() == VcdChange{30'000, 30});
}

TEST_CASE("a window's last cycle is recorded and its end is not", "[H2]") {
  const auto before = waveform_of(window(0, 31), Cycles{60}, run);
  CHECK(before.at("accelerator.ofmap.occupancy", 31'000) == 30);
  const auto at = waveform_of(window(0, 30), Cycles{60}, run);
  CHECK(at.at("accelerator.ofmap.occupancy", 30'000) == 20);
}

TEST_CASE("a file ends where the window or the run ends, with its units idle", "[H2]") {
  const auto cut = waveform_of(window(0, 35), Cycles{60}, run);
  CHECK(cut.times.back() == 35'000);
  CHECK(cut.at("accelerator.array.busy", 34'999) == 1);
  CHECK(cut.at("accelerator.array.idle", 35'000) == 1);
  const auto whole = waveform_of(window(0, 1000), Cycles{60}, run);
  CHECK(whole.times.back() == 60'000);
}

TEST_CASE("a window after the run gives a file with the final state", "[H2]") {
  const auto vcd = waveform_of(window(500, 1000), Cycles{60}, run);
  CHECK(vcd.times == std::vector<std::int64_t>{60'000});
  CHECK(vcd.at("accelerator.array.idle", 60'000) == 1);
}

TEST_CASE("an empty window is the user's mistake", "[H2]") {
  std::ostringstream out;
  CHECK_THROWS_AS(systole::traces::Waveform(out, window(10, 10)), systole::models::UserError);
  CHECK_NOTHROW(systole::traces::Waveform(out, window(10, 11)));
}

TEST_CASE("a run that is shorter than its events is a fault of ours", "[H2]") {
  CHECK_THROWS_AS(waveform_of(window(0, 1000), Cycles{49}, run), systole::models::ModelError);
}
