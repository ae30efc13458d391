// Sweeps of tiny_cnn_2d from an empty memory of layers, as `systole sweep` runs them: the mapper's search and the store
// included. Rates stand beside the aims of the project: 50,000 analytic points a second on two cores, a millisecond a
// point for what `event` costs beside its simulation, and two seconds for the 36 designs of tiny_dse. A scaling of 1
// means that two threads do twice what one does.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>

#include "sim/program/program.hpp"
#include "sim/run/run.hpp"
#include "sim/sweep/explore.hpp"
#include "sim/sweep/point_runner.hpp"
#include "sim/workers/detail_workers.hpp"
#include "sim/workers/stored_evaluator.hpp"

namespace {

using namespace systole::sim;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// 22,500 designs in which every axis matters to the mapper.
constexpr const char* kAnalytic = R"(name: bench
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

class Scratch {
 public:
  Scratch() : path_{std::filesystem::temp_directory_path() / ("systole-sweep-bench-" + std::to_string(::getpid()))} {
    std::filesystem::create_directories(path_);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() { std::filesystem::remove_all(path_); }

  std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

SweepPlan analytic_plan(const Scratch& scratch) {
  std::ofstream{scratch.file("bench.yaml")} << kAnalytic;
  return read_plan(scratch.file("bench.yaml"));
}

/// The whole sweep into a new store; seconds.
double swept(const Scratch& scratch, const Space& space, int jobs) {
  const std::string path = scratch.file("bench.db");
  std::filesystem::remove(path);
  const auto begin = Clock::now();
  {
    const PointRunner runner{space};
    DetailWorkers::Options options;
    options.jobs = jobs;
    DetailWorkers workers{runner, options};
    std::vector<std::string> axes;
    for (const Axis& axis : space.plan().axes) axes.push_back(axis.name);
    SweepStore store{path, {space.plan().name, space.plan().text, space.plan().hash, axes, "", "bench"}};
    StoredEvaluator evaluator{store, workers, {}};
    explore(space, evaluator, {});
  }
  return seconds_since(begin);
}

void analytic_sweep(benchmark::State& state) {
  const Scratch scratch;
  const SweepPlan plan = analytic_plan(scratch);
  const Space space{plan};
  std::map<int, double> seconds;
  for (auto _ : state)
    for (const int jobs : {1, 2}) seconds[jobs] += swept(scratch, space, jobs);
  const double points = static_cast<double>(space.size()) * static_cast<double>(state.iterations());
  state.counters["points_per_second"] = points / seconds[2];
  state.counters["of_50000"] = points / seconds[2] / 50'000;
  state.counters["scaling"] = seconds[1] / seconds[2] / 2;
}
BENCHMARK(analytic_sweep)->Unit(benchmark::kMillisecond)->UseRealTime();

/// The designs of tiny_dse at event, simulated one after another without a sweep.
double simulated(const Space& space) {
  const auto begin = Clock::now();
  for (std::uint64_t number = 0; number < space.size(); ++number) {
    const Design design = space.design(number);
    RunOptions options;
    options.detail = Detail::event;
    options.energy = design.energy();
    benchmark::DoNotOptimize(run(Program{design.chip, space.plan().workloads[0].network}, options));
  }
  return seconds_since(begin);
}

void event_sweep(benchmark::State& state) {
  const Scratch scratch;
  const SweepPlan plan = read_plan("tiny_dse");
  const Space space{plan};
  std::map<int, double> seconds;
  double alone = 0;
  for (auto _ : state) {
    for (const int jobs : {1, 2}) seconds[jobs] += swept(scratch, space, jobs);
    alone += simulated(space);
  }
  const auto sweeps = static_cast<double>(state.iterations());
  const auto points = static_cast<double>(space.size());
  state.counters["seconds_of_2"] = seconds[2] / sweeps / 2;
  state.counters["overhead_ms_a_point"] = 1000 * (seconds[1] - alone) / sweeps / points;
  state.counters["scaling"] = seconds[1] / seconds[2] / 2;
}
BENCHMARK(event_sweep)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
