// Whole runs: ResNet-18 on a 32x32 array at each level of detail, and the start-up of the program. The counters hold
// the figures that the design names: `of_50ms` is the event run's time over 50 ms, `event_per_analytic` what the
// simulation of events costs against closed forms, `of_20ms` a start over 20 ms.
#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdlib>
#include <string>

#include "sim/config/chip_reader.hpp"
#include "sim/files/shipped.hpp"
#include "sim/operands/network_data.hpp"
#include "sim/run/run.hpp"
#include "workloads/readers/reader.hpp"

namespace {

using namespace systole::sim;

double seconds_of(const std::function<void()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

Program resnet18_on_edge32() {
  return Program{load_chip(find_file(Shelf::accelerators, "edge32"), {}).chip,
                 systole::workloads::read_network(find_file(Shelf::workloads, "resnet18"))};
}

void resnet18_mapped(benchmark::State& state) {
  const auto chip = load_chip(find_file(Shelf::accelerators, "edge32"), {}).chip;
  const auto network = systole::workloads::read_network(find_file(Shelf::workloads, "resnet18"));
  for (auto _ : state) benchmark::DoNotOptimize(Program{chip, network});
}
BENCHMARK(resnet18_mapped)->Unit(benchmark::kMillisecond);

void resnet18_analytic(benchmark::State& state) {
  const Program program = resnet18_on_edge32();
  for (auto _ : state) benchmark::DoNotOptimize(run(program, {Detail::analytic, nullptr, {}, {}}));
}
BENCHMARK(resnet18_analytic)->Unit(benchmark::kMillisecond);

void resnet18_event(benchmark::State& state) {
  const Program program = resnet18_on_edge32();
  const double analytic = seconds_of([&] {
    benchmark::DoNotOptimize(run(program, {Detail::analytic, nullptr, {}, {}}));
  });
  double event = 0;
  for (auto _ : state)
    event += seconds_of([&] { benchmark::DoNotOptimize(run(program, {Detail::event, nullptr, {}, {}})); });
  const double each = event / static_cast<double>(state.iterations());
  state.counters["of_50ms"] = each / 0.050;
  state.counters["event_per_analytic"] = each / analytic;
}
BENCHMARK(resnet18_event)->Unit(benchmark::kMillisecond);

/// `of_aim`: the run's time, operands, golden sums and comparison included, over the time that the design allows.
void at_cycle(benchmark::State& state, const Program& program, double aim) {
  double total = 0;
  std::int64_t cycles = 0;
  for (auto _ : state) {
    NetworkData data{program, {}};
    RunOptions options;
    options.detail = Detail::cycle;
    options.data = &data;
    total += seconds_of([&] { cycles = run(program, options).cycles().total().count(); });
  }
  const double each = total / static_cast<double>(state.iterations());
  state.counters["of_aim"] = each / aim;
  state.counters["us_per_cycle"] = each * 1e6 / static_cast<double>(cycles);
}

void tiny_cnn_2d_cycle(benchmark::State& state) {
  constexpr double kAim = 2;
  at_cycle(state,
           Program{load_chip(find_file(Shelf::accelerators, "edge16"), {}).chip,
                   systole::workloads::read_network(find_file(Shelf::workloads, "tiny_cnn_2d"))},
           kAim);
}
BENCHMARK(tiny_cnn_2d_cycle)->Unit(benchmark::kMillisecond);

void resnet18_cycle(benchmark::State& state) {
  constexpr double kAim = 30;
  at_cycle(state, resnet18_on_edge32(), kAim);
}
BENCHMARK(resnet18_cycle)->Unit(benchmark::kMillisecond)->Iterations(1);

void start_up(benchmark::State& state) {
  const std::string command = std::string{SYSTOLE_BINARY} + " --help > /dev/null";
  const double shell = seconds_of([] { benchmark::DoNotOptimize(std::system("true > /dev/null")); });
  double total = 0;
  for (auto _ : state) total += seconds_of([&] { benchmark::DoNotOptimize(std::system(command.c_str())); });
  const double each = total / static_cast<double>(state.iterations());
  state.counters["of_20ms"] = each / 0.020;
  state.counters["per_empty_shell"] = each / shell;
}
BENCHMARK(start_up)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
