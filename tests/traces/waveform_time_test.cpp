#include <catch2/catch.hpp>

#include "models/errors.hpp"
#include "tests/traces/recording.hpp"

using namespace systole::tests;

namespace {

Vcd steps_at(std::int64_t hertz, const std::vector<std::int64_t>& cycles) {
  systole::traces::WaveformOptions options;
  options.clock = Hertz{hertz};
  return waveform_of(options, Cycles{cycles.back()}, [&cycles](systole::models::Probe& probe) {
    for (const auto cycle : cycles) probe.set(Level::ifmap_bytes, cycle, Cycles{cycle});
  });
}

}  // namespace

TEST_CASE("a period of whole picoseconds gives a picosecond scale", "[H2]") {
  const auto vcd = steps_at(800'000'000, {1, 2, 1'000'000});
  CHECK(vcd.timescale == "1ps");
  CHECK(vcd.times == std::vector<std::int64_t>{0, 1250, 2500, 1'250'000'000});
}

TEST_CASE("a period of parts of a picosecond gives a femtosecond scale, rounded once", "[H2]") {
  // 700 MHz: 10^15 / 7·10^8 = 1 428 571.428… fs.
  const auto vcd = steps_at(700'000'000, {1, 2, 7, 8, 700'000'000});
  CHECK(vcd.timescale == "1fs");
  CHECK(vcd.times == std::vector<std::int64_t>{0, 1'428'571, 2'857'143, 10'000'000, 11'428'571, 1'000'000'000'000'000});
}

TEST_CASE("rounding does not add up over long runs", "[H2]") {
  // An hour at a prime number of hertz: the edge at N·f cycles lies at N seconds exactly.
  constexpr std::int64_t kPrime = 999'999'937;
  CHECK(steps_at(kPrime, {3600 * kPrime}).times.back() == 3600 * systole::traces::kFemtosecondsPerSecond);
}

TEST_CASE("a clock that does not run is the user's mistake", "[H2]") {
  std::ostringstream out;
  systole::traces::WaveformOptions options;
  options.clock = Hertz{0};
  CHECK_THROWS_AS(systole::traces::Waveform(out, options), systole::models::UserError);
}
