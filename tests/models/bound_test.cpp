// The bounds that the mapper ranks by: never above what a tiling really takes, and its traffic exactly.
#include <catch2/catch.hpp>

#include "models/dataflow/bound.hpp"
#include "models/dataflow/recurrence.hpp"
#include "tests/support/random_layers.hpp"

using namespace systole::models;

namespace {

HalfCounts halves_of(const Schedule& schedule) {
  const HalvesInUse& halves = schedule.halves();
  return {halves.ifmap.count, halves.weight.count, halves.ofmap.count};
}

}  // namespace

TEST_CASE("no schedule is faster than its bound, and the bound's traffic is exact", "[D5]") {
  systole::tests::RandomCases random{41};
  int met = 0;
  for (int i = 0; i < 20000; ++i) {
    auto test = random.next();
    // As the mapper cuts: along one axis of M, and several groups only whole.
    if (test.tiling.images > 1) test.tiling.rows = test.work.rows.out;
    if (test.tiling.rows > 1) test.tiling.cols = test.work.cols.out;
    if (random.one_in(2)) test.tiling.groups = 1;
    if (test.tiling.groups > 1)
      test.tiling = {test.tiling.groups, test.work.images, test.work.rows.out, test.work.cols.out,
                     test.work.channels, test.work.n,      test.tiling.order,  test.tiling.halves};
    const Schedule schedule{test.chip, test.work, test.tiling};
    if (schedule.nest().steps() > 2000) continue;
    CAPTURE(i);
    const BoundModel model{test.chip, test.work};
    const MCut cut = model.cut(test.tiling.images, test.tiling.rows, test.tiling.cols);
    const MCut whole = model.cut(test.work.images, test.work.rows.out, test.work.cols.out);
    const std::int64_t engine = model.engine(cut, test.tiling);
    const TileBound tile = model.bound(cut, test.tiling, engine);
    const OrderBound order = model.bound(tile, test.tiling.order);
    const ScheduleTotals totals = schedule.totals();
    const Cycles total = evaluate_every_step(schedule, {test.chip.dram, test.chip.clock}).total;
    CHECK(engine <= totals.ideal.total().count());
    CHECK(model.floor(whole, test.tiling) <= total.count());
    CHECK(order.dram == (totals.dram.read() + totals.dram.write()).count());
    CHECK(BoundModel::cycles(tile, order, halves_of(schedule)) <= total.count());
    if (BoundModel::cycles(tile, order, halves_of(schedule)) == total.count()) ++met;
  }
  CHECK(met > 200);  // where nothing waits for DRAM it is what the layer takes
}
