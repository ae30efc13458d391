// A Nor-flash engine against oneDNN's float product of the same shape on the same threads, in one run. Counters:
// `x_of_sgemm` is the engine's time over that of the float product (the aim: at most 3), `ms` the engine's; of the
// feed-forward block, `x_of_float` against the same block in floats and `x_of_200_ms` against the aim of 0.2 s on two
// cores. Noise 5 LSB and a 10-bit ADC unless the arguments say otherwise.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <vector>

#include "models/cim/feed_forward.hpp"
#include "models/cim/normal_stream.hpp"
#include "models/onednn/one_thread.hpp"

namespace {

using namespace systole::models;
using Clock = std::chrono::steady_clock;

/// The two in turn, so that both see the same machine.
template <class Ours, class Theirs>
std::pair<double, double> best_seconds(Ours ours, Theirs theirs) {
  double of_ours = 1e9;
  double of_theirs = 1e9;
  const auto seconds = [](const auto& work) {
    const auto begin = Clock::now();
    work();
    return std::chrono::duration<double>(Clock::now() - begin).count();
  };
  for (int i = 0; i < 40; ++i) {
    of_ours = std::min(of_ours, seconds(ours));
    of_theirs = std::min(of_theirs, seconds(theirs));
  }
  return {of_ours, of_theirs};
}

std::vector<float> numbers(std::int64_t count, float deviation) {
  std::mt19937 engine{1};
  std::normal_distribution<float> normal{0, deviation};
  std::vector<float> values(static_cast<std::size_t>(count));
  for (float& value : values) value = normal(engine);
  return values;
}

/// Threads, samples, and whether each is converted.
CimConfig config_of(const benchmark::State& state) {
  CimConfig config;
  config.msb_samples = static_cast<int>(state.range(1));
  if (state.range(2) == 1) {
    config.noise.averaging = CimAveraging::per_sample;
    config.noise.rho = 0.3;
    config.noise.lsb_pass = true;
  }
  return config;
}

void matrix_product(benchmark::State& state) {
  const LinearShape s{256, 768, 4096};
  const ThreadLimit threads{static_cast<int>(state.range(0))};
  const std::vector<float> x = numbers(s.rows * s.inputs, 1);
  const std::vector<float> w = numbers(s.outputs * s.inputs, 0.03F);
  std::vector<float> y(static_cast<std::size_t>(s.rows * s.outputs));
  const CimConfig config = config_of(state);
  CimLinear engine{config, {s.rows, 0}, quantize_weights(config.weights, s.outputs, s.inputs, w)};
  FloatLinear floats{s, w};
  const auto [ours, sgemm] = best_seconds([&] { engine.run(x, y); }, [&] { floats.run(x, y); });
  for (auto _ : state) engine.run(x, y);
  state.counters["x_of_sgemm"] = ours / sgemm;
  state.counters["ms"] = ours * 1e3;
  state.counters["sgemm_ms"] = sgemm * 1e3;
}
BENCHMARK(matrix_product)
    ->ArgNames({"threads", "samples", "per_sample"})
    ->ArgsProduct({{1, 2}, {2}, {0}})
    ->ArgsProduct({{1, 2}, {4}, {1}})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

/// JiT-B/16: 256 tokens, 768 wide, 2048 hidden.
void feed_forward(benchmark::State& state) {
  const FeedForwardShape s{256, 768, 2048};
  const ThreadLimit threads{static_cast<int>(state.range(0))};
  const std::vector<float> x = numbers(s.tokens * s.width, 1);
  const std::vector<float> w12 = numbers(2 * s.hidden * s.width, 0.03F);
  const std::vector<float> w3 = numbers(s.hidden * s.width, 0.03F);
  std::vector<float> y(x.size());
  CimFeedForward engine{config_of(state), s, {w12, {}, w3, {}}};
  FloatFeedForward floats{s, {w12, {}, w3, {}}};
  const auto [ours, in_floats] = best_seconds([&] { engine.run(x, y); }, [&] { floats.run(x, y); });
  for (auto _ : state) engine.run(x, y);
  state.counters["x_of_float"] = ours / in_floats;
  state.counters["x_of_200_ms"] = ours / 0.2;
  state.counters["ms"] = ours * 1e3;
}
BENCHMARK(feed_forward)
    ->ArgNames({"threads", "samples", "per_sample"})
    ->ArgsProduct({{1, 2}, {2}, {0}})
    ->ArgsProduct({{1, 2}, {4}, {1}})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

/// Bytes of the vectors: normal numbers a second of one thread.
void normals(benchmark::State& state) {
  std::vector<float> values(4096);
  NormalRow row{1, 0, 0, 0, 0};
  for (auto _ : state) {
    ++row.row;
    fill_normals(row, 0, values, static_cast<int>(state.range(0)));
    benchmark::DoNotOptimize(values.data());
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(values.size()) * static_cast<std::int64_t>(state.iterations()));
}
BENCHMARK(normals)->ArgName("bytes")->Arg(16)->Arg(32)->Arg(64);

}  // namespace
