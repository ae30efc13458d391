// What a runner remembers never changes what it says.
#include <catch2/catch.hpp>

#include "models/errors.hpp"
#include "tests/sim/sweep_support.hpp"
#include "tests/support/random_numbers.hpp"

using namespace systole;
using namespace systole::sim;
using namespace systole::tests;

namespace {

/// Everything that a layer's figures may depend on, and clocks and bandwidths of the same ratio.
const std::string kAxes = R"(
  - {key: array.rows, values: [4, 8, 16, 32]}
  - {key: array.cols, values: [4, 8, 32]}
  - {values: [{array.dataflow: ws, array.weight_load: serial, array.drain: shifted},
              {array.dataflow: ws, array.weight_load: overlapped, array.drain: shifted},
              {array.dataflow: is, array.weight_load: serial, array.drain: shifted},
              {array.dataflow: os, array.weight_load: serial, array.drain: shifted},
              {array.dataflow: os, array.weight_load: serial, array.drain: overlapped}]}
  - {key: array.hop_registers, values: [1, 2]}
  - {keys: [array.operands.activation, array.operands.weight], values: [int8, int16]}
  - {key: array.accumulator.bits, values: [24, 32]}
  - {key: scratchpad.ifmap.size, values: [1 KiB, 4 KiB, 64 KiB, 96 KiB, 1 MiB]}
  - {key: scratchpad.weight.size, values: [1 KiB, 8 KiB, 36 KiB, 64 KiB, 1 MiB]}
  - {key: scratchpad.ofmap.size, values: [2 KiB, 16 KiB, 128 KiB, 1 MiB, 2 MiB]}
  - {key: scratchpad.*.halves, values: [1, 2, 4]}
  - {key: scratchpad.*.banks, values: [4, 16]}
  - {key: dram.model, values: [bandwidth, ideal]}
  - {values: [{dram.bandwidth: 6.4 GB/s, clock: 400 MHz}, {dram.bandwidth: 12.8 GB/s, clock: 800 MHz},
              {dram.bandwidth: 3.2 GB/s, clock: 800 MHz}]}
  - {key: dram.latency, values: [0 ps, 60 ns]}
  - {key: dram.burst, values: [1 B, 64 B]}
  - {key: vector.lanes, values: [2, 16]}
  - {key: vector.cycles.relu, values: [0, 2]}
  - {key: mapping.objective, values: [cycles, traffic, energy]}
  - {key: mapping.order, values: [auto, mnk]}
  - {key: mapping.tiling, values: [auto, {m: 64, k: 64, n: 64}]}
  - {key: mapping.fuse, values: [off, on]})";

/// Through Program and run(), which remember nothing.
Evaluation plainly(const Space& space, const SweepPoint& point) {
  const Design design = space.design(point.design);
  const Program program{design.chip, space.plan().workloads[space.workload_of(point)].network};
  RunOptions options;
  options.detail = Detail::analytic;
  options.energy = design.energy();
  return evaluation_of(run(program, options));
}

}  // namespace

TEST_CASE("figures from remembered layers are those of a run, to the last bit", "[H3]") {
  const SweepPlan plan = plan_of(
      "name: test\naccelerators: [edge16]\nworkloads: [tiny_cnn_2d, signal_cnn_1d]\ndetail: analytic\naxes:" + kAxes +
      "\nobjectives: [{metric: cycles, over: sum}]\nstrategy: grid\n");
  const Space space{plan};
  const PointRunner runner{space};
  RandomNumbers random{11};
  int fine = 0;
  for (int i = 0; i < 150; ++i) {
    // A design, and one that differs in one axis, so that some layers are known and others are not.
    auto digits =
        space.digits(static_cast<std::uint64_t>(random.number(0, static_cast<std::int64_t>(space.size()) - 1)));
    for (int neighbour = 0; neighbour < 3; ++neighbour) {
      const auto axis = static_cast<std::size_t>(random.number(1, static_cast<std::int64_t>(digits.size()) - 1));
      digits[axis] = static_cast<std::size_t>(random.number(0, static_cast<std::int64_t>(space.radices()[axis]) - 1));
      const SweepPoint point =
          space.point(space.number(digits), static_cast<std::size_t>(neighbour % 2), Detail::analytic);
      const Outcome known = outcome_of(point, std::cref(runner));
      const Outcome plain = outcome_of(point, [&](const SweepPoint& p) { return plainly(space, p); });
      CAPTURE(point.values);
      CHECK(known.error == plain.error);
      CHECK(known.evaluation == plain.evaluation);
      fine += plain.evaluation ? 1 : 0;
    }
  }
  CHECK(fine > 100);
  CHECK(fine < 450);
}
