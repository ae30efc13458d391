#include <catch2/catch.hpp>

#include "hw/simulate.hpp"
#include "models/dataflow/recurrence.hpp"
#include "tests/support/random_layers.hpp"

using namespace systole;
using namespace systole::models;

namespace {

void compare(const tests::RandomCase& test) {
  const Schedule schedule{test.chip, test.work, test.tiling};
  const hw::LayerMeasure event = hw::simulate(test.chip, {{"layer", &schedule}}).front();
  const ScheduleTotals totals = schedule.totals();
  const ChannelTiming channel{test.chip.dram, test.chip.clock};
  CHECK(event.end - event.begin == evaluate(schedule, channel).total);
  CHECK(event.cycles.total() == event.end - event.begin);
  CHECK(event.dram == totals.dram);
  CHECK(event.sram == totals.sram);
  CHECK(event.macs == totals.macs);
  CHECK(event.steps == totals.steps);
  // By cause, too: what is no stall for DRAM is what ideal memory leaves.
  CHECK(event.cycles.mac == totals.ideal.mac);
  CHECK(event.cycles.fill_drain == totals.ideal.fill_drain);
  CHECK(event.cycles.weight_load == totals.ideal.weight_load);
  CHECK(event.cycles.vector == totals.ideal.vector);
  CHECK(event.cycles.sram_stall == totals.ideal.sram_stall);
}

}  // namespace

TEST_CASE("event measures what analytic computes: cycles by cause, bytes and MACs, over random layers and chips",
          "[H1][D9]") {
  tests::RandomCases random{41};
  for (int i = 0; i < 500; ++i) {
    auto test = random.next();
    if (random.one_in(5)) test.chip.dram.model = DramModel::ideal;
    if (LoopNest{test.work, test.tiling}.steps() > 1000) continue;
    CAPTURE(i);
    compare(test);
  }
}

TEST_CASE("event measures what analytic computes, over many more random layers", "[H1][D9][slow]") {
  tests::RandomCases random{42};
  for (int i = 0; i < 8000; ++i) {
    auto test = random.next();
    if (random.one_in(5)) test.chip.dram.model = DramModel::ideal;
    if (LoopNest{test.work, test.tiling}.steps() > 3000) continue;
    CAPTURE(i);
    compare(test);
  }
}
