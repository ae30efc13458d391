// Layer evaluations a second on one core: at a given tiling, and with the mapper's search. The layers are ResNet-18's
// distinct convolutions on edge32. Counters are ratios: to a baseline measured in the same run, and to the aims of one
// million and 50,000 layers a second.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/dataflow/mapper.hpp"
#include "models/dataflow/recurrence.hpp"

namespace {

using namespace systole::models;
using Clock = std::chrono::steady_clock;

/// configs/accelerators/edge32.yaml.
Chip edge32() {
  Chip chip;
  chip.clock = Hertz{1'000'000'000};
  chip.array.rows = chip.array.cols = 32;
  chip.array.weight_load = WeightLoad::overlapped;
  chip.scratchpad.ifmap = {Bytes{192 * 1024}, 32, Bytes{1}, 2};
  chip.scratchpad.weight = {Bytes{192 * 1024}, 32, Bytes{1}, 2};
  chip.scratchpad.ofmap = {Bytes{128 * 1024}, 32, Bytes{4}, 2};
  chip.dram.bandwidth = BytesPerSecond{25'600'000'000};
  chip.vector.lanes = 32;
  return chip;
}

Work convolution(std::int64_t in, std::int64_t kernel, std::int64_t stride, std::int64_t channels, std::int64_t n) {
  const std::int64_t pad = kernel / 2;
  Work work;
  work.rows = work.cols = WindowAxis{in, (in + 2 * pad - kernel) / stride + 1, kernel, stride, 1, pad};
  work.channels = channels;
  work.taps = kernel * kernel;
  work.n = n;
  work.vector_cycles = 1;
  return work;
}

std::vector<Work> resnet18() {
  std::vector<Work> layers{convolution(224, 7, 2, 3, 64), convolution(56, 3, 1, 64, 64)};
  std::int64_t in = 56;
  for (std::int64_t channels = 64; channels < 512; channels *= 2) {
    layers.push_back(convolution(in, 3, 2, channels, 2 * channels));
    layers.push_back(convolution(in, 1, 2, channels, 2 * channels));
    in /= 2;
    layers.push_back(convolution(in, 3, 1, 2 * channels, 2 * channels));
  }
  return layers;
}

struct Mapped {
  Chip chip = edge32();
  ChannelTiming channel{chip.dram, chip.clock};
  std::vector<Work> layers = resnet18();
  std::vector<Tiling> tilings;

  Mapped() {
    for (const Work& work : layers) tilings.push_back(map_layer(chip, work).tiling);
  }
};

const Mapped& mapped() {
  static const Mapped instance;
  return instance;
}

/// What `systole run` does for a layer: totals by cause and the exact cycles.
void analyse(const Mapped& all, std::size_t layer) {
  const Schedule schedule{all.chip, all.layers[layer], all.tilings[layer]};
  benchmark::DoNotOptimize(schedule.totals());
  benchmark::DoNotOptimize(evaluate(schedule, all.channel));
}

void analyse_every_step(const Mapped& all, std::size_t layer) {
  const Schedule schedule{all.chip, all.layers[layer], all.tilings[layer]};
  benchmark::DoNotOptimize(schedule.totals());
  benchmark::DoNotOptimize(evaluate_every_step(schedule, all.channel));
}

/// Seconds that `work(layer)` takes for all layers, the best of some tries.
template <class Function>
double seconds_for_all(const Function& work) {
  double best = 1e9;
  for (int attempt = 0; attempt < 20; ++attempt) {
    const auto begin = Clock::now();
    for (std::size_t layer = 0; layer < mapped().layers.size(); ++layer) work(layer);
    best = std::min(best, std::chrono::duration<double>(Clock::now() - begin).count());
  }
  return best;
}

/// Runs `work(layer)` over all layers; returns layers a second of the timed part.
template <class Function>
double measure(benchmark::State& state, const Function& work) {
  const auto begin = Clock::now();
  for ([[maybe_unused]] auto _ : state)
    for (std::size_t layer = 0; layer < mapped().layers.size(); ++layer) work(layer);
  const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  const auto items = state.iterations() * static_cast<std::int64_t>(mapped().layers.size());
  state.SetItemsProcessed(items);
  return static_cast<double>(items) / seconds;
}

void evaluate_at_given_tiling(benchmark::State& state) {
  const Mapped& all = mapped();
  const double every_step = seconds_for_all([&](std::size_t layer) { analyse_every_step(all, layer); });
  const double rate = measure(state, [&](std::size_t layer) { analyse(all, layer); });
  state.counters["x_of_1M"] = rate / 1e6;
  state.counters["x_of_every_step"] = rate * every_step / static_cast<double>(all.layers.size());
}
BENCHMARK(evaluate_at_given_tiling);

void map_and_evaluate(benchmark::State& state) {
  const Mapped& all = mapped();
  const double given = seconds_for_all([&](std::size_t layer) { analyse(all, layer); });
  const double rate =
      measure(state, [&](std::size_t layer) { benchmark::DoNotOptimize(map_layer(all.chip, all.layers[layer])); });
  state.counters["x_of_50k"] = rate / 5e4;
  state.counters["evaluations_a_search"] = static_cast<double>(all.layers.size()) / (rate * given);
}
BENCHMARK(map_and_evaluate);

}  // namespace
