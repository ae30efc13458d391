// Cycles a second of a 32 x 32 weight-stationary array that streams: models/array, the plain loop over the same
// registers, and the Verilated twin. Counters are ratios of the same run; the aims are 0.5 and 20.
#include <benchmark/benchmark.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "models/array/systolic_array.hpp"
#include "tests/twin/verilated_array.hpp"
#include "twin_32x32.hpp"

namespace {

using namespace systole;
using namespace systole::models;
using Clock = std::chrono::steady_clock;

constexpr std::int64_t kSize = 32;

struct Operands {
  std::vector<std::int16_t> top = std::vector<std::int16_t>(kSize, 3);
  std::vector<std::int16_t> left = std::vector<std::int16_t>(kSize, -5);
};

/// Streams one endless fold; returns seconds a cycle, the best of some tries.
template <class Array>
double seconds_a_cycle(Array& array, int cycles) {
  const Operands operands;
  double best = 1e9;
  for (int attempt = 0; attempt < 5; ++attempt) {
    const auto begin = Clock::now();
    for (int i = 0; i < cycles; ++i) {
      const std::optional<Fold> fold = Fold{1 << 30, kSize, kSize};
      benchmark::DoNotOptimize(array.requests(fold).idle);
      array.step(fold, {operands.top, operands.left, {}});
      benchmark::DoNotOptimize(array.result().data());
    }
    best = std::min(best, std::chrono::duration<double>(Clock::now() - begin).count() / cycles);
  }
  return best;
}

/// What one writes down first: every register of every PE, next from now, saturating at 32 bits in 64.
class PlainLoop {
 public:
  void step(const Operands& operands) {
    for (std::size_t i = 0; i < kSize; ++i) {
      for (std::size_t j = 0; j < kSize; ++j) {
        const std::int16_t a = j == 0 ? operands.left[i] : now_.a[i][j - 1];
        const std::int32_t above = i == 0 ? 0 : now_.sum[i - 1][j];
        const std::int64_t sum = std::int64_t{above} + std::int32_t{a} * weight_[i][j];
        next_.a[i][j] = a;
        next_.sum[i][j] = static_cast<std::int32_t>(std::clamp<std::int64_t>(sum, INT32_MIN, INT32_MAX));
      }
    }
    std::swap(now_, next_);
  }
  const std::int32_t* result() const { return now_.sum[kSize - 1].data(); }

 private:
  template <class T>
  using Registers = std::array<std::array<T, kSize>, kSize>;
  struct State {
    Registers<std::int16_t> a{};
    Registers<std::int32_t> sum{};
  };
  Registers<std::int16_t> weight_{};
  State now_;
  State next_;
};

double plain_seconds_a_cycle() {
  PlainLoop loop;
  const Operands operands;
  double best = 1e9;
  for (int attempt = 0; attempt < 5; ++attempt) {
    const auto begin = Clock::now();
    for (int i = 0; i < 20000; ++i) {
      loop.step(operands);
      benchmark::DoNotOptimize(loop.result());
      benchmark::ClobberMemory();
    }
    best = std::min(best, std::chrono::duration<double>(Clock::now() - begin).count() / 20000);
  }
  return best;
}

ArrayConfig config() {
  ArrayConfig array;
  array.rows = array.cols = kSize;
  return array;
}

void array_cycle(benchmark::State& state) {
  tests::VerilatedArray<Twin_st_32x32_32_saturate_0_1> twin{
      {kSize, kSize, 8, 8, 32, Overflow::saturate, false, false, 1}};
  SystolicArray array{config()};
  const double plain = plain_seconds_a_cycle();
  const double verilated = seconds_a_cycle(twin, 500);
  const double ours = seconds_a_cycle(array, 20000);
  const Operands operands;
  const std::optional<Fold> fold = Fold{1 << 30, kSize, kSize};
  for (auto _ : state) {
    array.step(fold, {operands.top, operands.left, {}});
    benchmark::DoNotOptimize(array.result().data());
  }
  state.counters["x_of_plain_loop"] = plain / ours;
  state.counters["x_of_twin"] = verilated / ours;
}
BENCHMARK(array_cycle);

}  // namespace
