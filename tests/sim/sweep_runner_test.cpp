// A point's evaluation is what `run` says of the same chip and network.
#include <catch2/catch.hpp>
#include <thread>

#include "sim/run/recorded_run.hpp"
#include "tests/sim/sweep_support.hpp"

using namespace systole;
using namespace systole::sim;
using namespace systole::tests;

namespace {

const std::string kAxes =
    "- {keys: [array.rows, array.cols], values: [8, 32]}\n- {key: dram.bandwidth, values: [3.2 GB/s, 12.8 GB/s]}\n"
    "- {key: array.dataflow, values: [ws, os]}";

/// The figures of a run's summary.
Evaluation of_run(const RunRequest& request) {
  const models::RunResult run = recorded_run(request);
  Evaluation evaluation;
  evaluation.cycles = run.cycles();
  evaluation.macs = run.macs();
  evaluation.dram_read_bytes = run.dram().read().count();
  evaluation.dram_write_bytes = run.dram().write().count();
  evaluation.sram_read_bytes = run.sram().read().count();
  evaluation.sram_write_bytes = run.sram().write().count();
  evaluation.latency_s = run.seconds();
  evaluation.utilization = run.utilization();
  evaluation.ridge_mac_per_byte = static_cast<double>(run.array_rows * run.array_cols) / run.dram_bytes_per_cycle;
  if (run.energy()) evaluation.energy_pj = run.energy()->total();
  if (run.area) evaluation.area_um2 = run.area->um2();
  return evaluation;
}

}  // namespace

TEST_CASE("an evaluation has the figures of a run with the same settings, at both details", "[D5][H3]") {
  const SweepPlan plan = plan_of(sweep_text(kAxes));
  const Space space{plan};
  const PointRunner runner{space};
  for (const Detail detail : {Detail::analytic, Detail::event})
    for (const std::uint64_t design : {0ULL, 7ULL}) {
      const bool last = design == 7;
      const RunRequest request{
          .accelerator = "edge16",
          .workload = "tiny_cnn_2d",
          .overrides = {last ? "array.rows=32" : "array.rows=8", last ? "array.cols=32" : "array.cols=8",
                        last ? "dram.bandwidth=12.8 GB/s" : "dram.bandwidth=3.2 GB/s",
                        last ? "array.dataflow=os" : "array.dataflow=ws"},
          .detail = detail,
          .directory = {},
          .traces = {},
          .inputs = {},
          .stop_requested = {},
          .progress = {}};
      CHECK(runner(space.point(design, 0, detail)) == of_run(request));
    }
}

TEST_CASE("the ridge of 16 x 16 elements at 10 bytes a cycle is 25.6 MACs a byte", "[D7]") {
  const SweepPlan plan =
      plan_of(sweep_text("- {key: dram.bandwidth, values: [8 GB/s]}\n- {key: dram.model, values: [bandwidth, ideal]}"));
  const Space space{plan};
  const PointRunner runner{space};
  CHECK(runner(space.point(0, 0, Detail::analytic)).ridge_mac_per_byte == Approx(25.6));
  CHECK(runner(space.point(1, 0, Detail::analytic)).ridge_mac_per_byte == 0);
}

TEST_CASE("a point that cannot be is an outcome with one line of error, and others go on", "[H3]") {
  const SweepPlan plan = plan_of(sweep_text(
      "- {key: array.weight_load, values: [serial, overlapped]}\n- {key: array.dataflow, values: [os, ws]}"));
  const Space space{plan};
  const PointRunner runner{space};
  const auto run = [&](std::uint64_t design) { return outcome_of(space.point(design, 0, Detail::analytic), runner); };
  const Outcome contradiction = run(2);
  CHECK_FALSE(contradiction.evaluation);
  CHECK(contradiction.error ==
        "C013: 'array.weight_load' is overlapped, but with 'array.dataflow' os nothing is preloaded");
  CHECK(run(3).evaluation);
  CHECK(run(3).error.empty());
}

TEST_CASE("what an evaluation throws becomes an error, but an interruption goes through", "[H3]") {
  const SweepPoint point;
  const auto thrown = [&](auto exception) {
    return outcome_of(point, [&](const SweepPoint&) -> Evaluation { throw exception; }).error;
  };
  CHECK(thrown(models::UserError("first\nsecond")) == "first");
  CHECK(thrown(models::ModelError("broken")) == "internal error: broken");
  CHECK(thrown(std::bad_alloc()) == "out of memory");
  CHECK_THROWS_AS(thrown(Interrupted()), Interrupted);
}

TEST_CASE("a table for another node is that point's error", "[H3]") {
  const SweepPlan plan = plan_of(sweep_text("- {key: energy, values: [energy/28nm.yaml, energy/22nm.yaml]}"));
  const Space space{plan};
  const PointRunner runner{space};
  CHECK(runner(space.point(0, 0, Detail::analytic)).energy_pj);
  CHECK_THAT(outcome_of(space.point(1, 0, Detail::analytic), runner).error,
             Catch::Contains("'energy/22nm.yaml' is a table for 22 nm"));
}

TEST_CASE("threads that share a runner find what one finds alone", "[H3]") {
  const SweepPlan plan = plan_of(sweep_text(kAxes));
  const Space space{plan};
  std::vector<Evaluation> alone;
  for (std::uint64_t design = 0; design < space.size(); ++design) {
    const PointRunner fresh{space};
    alone.push_back(fresh(space.point(design, 0, Detail::analytic)));
  }
  const PointRunner shared{space};
  std::vector<std::vector<Evaluation>> found(4, std::vector<Evaluation>(space.size()));
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < found.size(); ++i)
    threads.emplace_back([&, i] {
      for (std::uint64_t k = 0; k < space.size(); ++k) {
        const std::uint64_t design = (k + 2 * i) % space.size();
        found[i][design] = shared(space.point(design, 0, Detail::analytic));
      }
    });
  for (std::thread& thread : threads) thread.join();
  for (const auto& of_thread : found) CHECK(of_thread == alone);
}
