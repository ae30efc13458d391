// Totals in closed form against the steps they stand for, and DRAM traffic against tiles tracked by hand.
#include <array>
#include <catch2/catch.hpp>
#include <optional>

#include "models/dataflow/schedule.hpp"
#include "tests/support/random_layers.hpp"

using namespace systole::models;

namespace {

/// Walks the loops of a tiling and remembers, per operand, which tile is on chip.
struct TileTracker {
  std::array<std::optional<std::array<std::int64_t, kAxes>>, 3> held;
  std::array<std::int64_t, 3> fetches{};

  void visit(const LoopNest& nest, const Cursor& at) {
    for (int operand = 0; operand < 3; ++operand) {
      std::array<std::int64_t, kAxes> tile{};
      for (std::size_t depth = 0; depth < kAxes; ++depth)
        if (selects(static_cast<Operand>(operand), nest.loops[depth].axis)) tile[depth] = at.index[depth];
      auto& mine = held[static_cast<std::size_t>(operand)];
      if (mine != tile) ++fetches[static_cast<std::size_t>(operand)];
      mine = tile;
    }
  }
};

}  // namespace

TEST_CASE("totals in closed form are the sums over all steps", "[D4]") {
  systole::tests::RandomCases random{11};
  for (int i = 0; i < 3000; ++i) {
    const auto test = random.next();
    const Schedule schedule{test.chip, test.work, test.tiling};
    if (schedule.nest().steps() > 5000) continue;
    CAPTURE(i);
    const ScheduleTotals totals = schedule.totals();
    DramTraffic dram;
    SramTraffic sram;
    std::int64_t macs = 0;
    Cursor at;
    do {
      const StepLoads loads = schedule.loads(at);
      dram.ifmap_read += loads.a;
      dram.weight_read += loads.b;
      dram.partial_read += loads.c;
      const StepWork work = schedule.execution(at);
      (work.edges.stores_partial ? dram.partial_write : dram.ofmap_write) += work.edges.store;
      sram += work.sram;
      macs += work.macs;
    } while (at.advance(schedule.nest()));
    CHECK(dram == totals.dram);
    CHECK(sram == totals.sram);
    CHECK(macs == totals.macs);
    if (test.work.engine == Engine::array) CHECK(macs == test.work.macs());
    CHECK(at.step + 1 == totals.steps);
  }
}

TEST_CASE("a tile is loaded exactly when another one was on chip before", "[D9]") {
  systole::tests::RandomCases random{12};
  for (int i = 0; i < 1000; ++i) {
    auto test = random.next();
    const Schedule schedule{test.chip, test.work, test.tiling};
    if (test.work.engine == Engine::vector || schedule.nest().steps() > 2000) continue;
    CAPTURE(i);
    TileTracker tracker;
    std::array<std::int64_t, 3> begun{};
    Cursor at;
    do {
      tracker.visit(schedule.nest(), at);
      const StepLoads loads = schedule.loads(at);
      begun[0] += loads.new_a ? 1 : 0;
      begun[1] += loads.new_b ? 1 : 0;
      begun[2] += schedule.edges(at).new_c ? 1 : 0;
    } while (at.advance(schedule.nest()));
    CHECK(begun == tracker.fetches);
  }
}

TEST_CASE("traffic of a split reduction: partial sums go out and come back between visits", "[D9]") {
  Chip chip;
  Work work = gemm_work(64, 64, 64);
  Tiling tiling;
  tiling.rows = 32;
  tiling.channels = 16;
  tiling.n = 64;
  tiling.order = LoopOrder::kmn;  // k outermost: each of 2 C tiles is visited 4 times
  const DramTraffic traffic = Schedule{chip, work, tiling}.totals().dram;
  CHECK(traffic.partial_write == Bytes{3 * 64 * 64 * 4});
  CHECK(traffic.partial_read == Bytes{3 * 64 * 64 * 4});
  CHECK(traffic.ofmap_write == Bytes{64 * 64});
  tiling.order = LoopOrder::mnk;  // k innermost: no spill
  CHECK(Schedule{chip, work, tiling}.totals().dram.partial_write == Bytes{0});
}

TEST_CASE("a tiled 3x3 convolution reads each pixel once a tile, halo included and padding not", "[D1]") {
  Chip chip;
  Work work;
  work.rows = work.cols = WindowAxis{32, 32, 3, 1, 1, 1};
  work.channels = 16;
  work.taps = 9;
  work.n = 32;
  Tiling tiling;
  tiling.rows = 8;
  tiling.cols = 32;
  tiling.channels = 16;
  tiling.n = 32;
  // Tiles of 8 rows read 9, 10, 10 and 9 rows.
  CHECK(Schedule{chip, work, tiling}.totals().dram.ifmap_read == Bytes{(9 + 10 + 10 + 9) * 32 * 16});
}
