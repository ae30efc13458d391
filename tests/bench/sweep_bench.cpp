// Analytic points of a sweep a second on two threads, the mapper's search included: 22,500 designs of tiny_cnn_2d in
// which every axis matters to the mapper, from an empty memory of layers. `of_50000` is the rate over the aim. Storing
// the rows is not part of it.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include "sim/sweep/point_runner.hpp"

namespace {

using namespace systole::sim;

constexpr const char* kSweep = R"(name: bench
accelerators: [edge16]
workloads: [tiny_cnn_2d]
detail: analytic
axes:
  - {key: array.rows, values: [4, 8, 16, 32, 64]}
  - {key: array.cols, values: [4, 8, 16, 32, 64]}
  - {key: array.dataflow, values: [ws, os, is]}
  - {key: scratchpad.ifmap.size, from: 16 KiB, to: 256 KiB, factor: 2}
  - {key: scratchpad.weight.size, from: 16 KiB, to: 256 KiB, factor: 2}
  - {key: dram.bandwidth, from: 3.2 GB/s, to: 25.6 GB/s, factor: 2}
  - {key: scratchpad.ofmap.size, from: 32 KiB, to: 128 KiB, factor: 2}
objectives: [latency_s, energy_pj]
strategy: grid
)";

SweepPlan plan() {
  const auto file = std::filesystem::temp_directory_path() / ("systole-sweep-bench-" + std::to_string(::getpid()));
  std::ofstream{file} << kSweep;
  SweepPlan read = read_plan(file.string());
  std::filesystem::remove(file);
  return read;
}

/// In chunks, as a pool of workers takes them.
void evaluate(const Space& space, const PointRunner& runner, std::uint64_t first) {
  constexpr std::uint64_t kChunk = 128;
  constexpr std::uint64_t kThreads = 2;
  for (std::uint64_t begin = first * kChunk; begin < space.size(); begin += kThreads * kChunk)
    for (std::uint64_t design = begin; design < std::min(begin + kChunk, space.size()); ++design)
      benchmark::DoNotOptimize(runner(space.point(design, 0, Detail::analytic)));
}

void analytic_points(benchmark::State& state) {
  const SweepPlan sweep = plan();
  const Space space{sweep};
  double seconds = 0;
  for (auto _ : state) {
    const PointRunner runner{space};
    const auto begin = std::chrono::steady_clock::now();
    std::thread other{[&] { evaluate(space, runner, 1); }};
    evaluate(space, runner, 0);
    other.join();
    seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  }
  const double rate = static_cast<double>(space.size()) * static_cast<double>(state.iterations()) / seconds;
  state.counters["points_per_second"] = rate;
  state.counters["of_50000"] = rate / 50'000;
}
BENCHMARK(analytic_points)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
