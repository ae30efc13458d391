// Values quantised a second, against the loop that one writes down first. Counters are ratios of the same run; the aim
// of half_even is 2 on plain x86-64.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "models/numerics/quantize/quantize_values.hpp"

namespace {

using namespace systole::models;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kValues = std::size_t{1} << 16U;
constexpr QuantParams kParams{1.0 / 128, 3, {8, true}};

[[gnu::noinline]] void plain_loop(std::span<const float> values, const QuantParams& params,
                                  std::span<std::int16_t> codes) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double code = std::nearbyint(static_cast<double>(values[i]) / params.scale) + params.zero_point;
    const double lowest = params.format.lowest();
    const double highest = params.format.highest();
    codes[i] = static_cast<std::int16_t>(std::clamp(code, lowest, highest));
  }
}

/// Seconds for all values, the best of some tries.
template <class Work>
double seconds(const Work& work) {
  double best = 1e9;
  for (int attempt = 0; attempt < 50; ++attempt) {
    const auto begin = Clock::now();
    work();
    benchmark::ClobberMemory();
    best = std::min(best, std::chrono::duration<double>(Clock::now() - begin).count());
  }
  return best;
}

void quantise(benchmark::State& state, Rounding rounding) {
  std::vector<float> values(kValues);
  for (std::size_t i = 0; i < kValues; ++i) values[i] = std::sin(static_cast<float>(i) * 1.3F) * 1.1F;
  std::vector<std::int16_t> codes(kValues);
  double ours = 0;
  double plain = 0;
  for (auto _ : state) {
    ours = seconds([&] { quantize(values, kParams, {rounding}, codes); });
    plain = seconds([&] { plain_loop(values, kParams, codes); });
  }
  state.counters["values/s"] = static_cast<double>(kValues) / ours;
  state.counters["times the plain loop"] = plain / ours;
}

BENCHMARK_CAPTURE(quantise, half_even, Rounding::half_even)->Iterations(1);
BENCHMARK_CAPTURE(quantise, half_away, Rounding::half_away)->Iterations(1);
BENCHMARK_CAPTURE(quantise, floor, Rounding::floor)->Iterations(1);

}  // namespace
