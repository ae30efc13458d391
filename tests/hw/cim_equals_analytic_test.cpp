// CIM macros in SystemC, pass by pass, beside their closed forms.
#include <catch2/catch.hpp>

#include "hw/simulate.hpp"
#include "models/dataflow/mapper.hpp"
#include "models/dataflow/recurrence.hpp"
#include "tests/support/random_layers.hpp"

using namespace systole;
using namespace systole::models;

namespace {

/// A chip with macros and a layer for them; a quarter of the layers are pipelines of two.
tests::RandomCase random_case(tests::RandomCases& random) {
  tests::RandomCase test{random.chip(), random.work(), {}};
  CimEngine& engine = test.chip.cim.emplace();
  engine.arithmetic.rows = random.number(1, 300);
  engine.arithmetic.cols = random.number(8, 300);
  engine.arithmetic.msb_samples = static_cast<int>(random.number(1, 4));
  engine.arithmetic.adc_columns = static_cast<int>(random.number(1, 8));
  engine.adc_rate = Hertz{random.number(10, 700) * 1'000'000};
  engine.dac_time = Picoseconds{random.number(0, 30) * 333};
  engine.settle = Picoseconds{random.number(0, 30) * 777};
  Work& work = test.work;
  work.engine = Engine::cim;
  work.groups = 1;
  work.b_element = Bytes{0};
  work.constants = Bytes{0};
  work.a_operands = 1;
  work.a_element = Bytes{random.number(1, 2)};
  if (random.one_in(4)) work.chain = CimChain{random.number(1, 300), random.number(1, 300), random.number(0, 2000)};
  if (random.one_in(5)) work.programming = Cycles{random.number(1, 100'000)};
  test.tiling = random.tiling(work);
  test.tiling.channels = work.channels;
  test.tiling.n = work.n;
  return test;
}

void compare(const tests::RandomCase& test) {
  const Schedule schedule{test.chip, test.work, test.tiling};
  const hw::LayerMeasure event = hw::simulate(test.chip, {{"layer", &schedule}}).front();
  const ScheduleTotals totals = schedule.totals();
  const ChannelTiming channel{test.chip.dram, test.chip.clock};
  CHECK(event.end - event.begin == evaluate(schedule, channel).total);
  CHECK(evaluate_every_step(schedule, channel).total == evaluate(schedule, channel).total);
  CHECK(event.cycles.total() == event.end - event.begin);
  CHECK(event.dram == totals.dram);
  CHECK(event.dram.weight_read == Bytes{0});
  CHECK(event.sram == totals.sram);
  CHECK(event.macs == test.work.macs());
  CHECK(event.cycles.mac == totals.ideal.mac);
  CHECK(event.cycles.fill_drain == totals.ideal.fill_drain);
  CHECK(event.cycles.weight_load == test.work.programming);
  CHECK(event.cycles.vector == totals.ideal.vector);
  CHECK(event.cycles.sram_stall == totals.ideal.sram_stall);
  if (channel.ideal()) CHECK(event.end - event.begin == totals.ideal.total());
}

}  // namespace

TEST_CASE("Macros that are simulated pass by pass take the cycles of the closed forms, cause by cause",
          "[J6][H1][D9]") {
  tests::RandomCases random{71};
  int pipelines = 0;
  for (int i = 0; i < 250; ++i) {
    auto test = random_case(random);
    if (random.one_in(3)) test.chip.dram.model = DramModel::ideal;
    if (test.work.m() > 400 || LoopNest{test.work, test.tiling}.steps() > 200) continue;
    CAPTURE(i, test.work.m(), test.work.k(), test.work.n, test.work.chain.has_value());
    compare(test);
    pipelines += test.work.chain ? 1 : 0;
  }
  CHECK(pipelines > 5);
}

TEST_CASE("Macros that are simulated pass by pass take the cycles of the closed forms, over many more layers",
          "[J6][H1][D9][slow]") {
  tests::RandomCases random{72};
  for (int i = 0; i < 4000; ++i) {
    auto test = random_case(random);
    if (random.one_in(3)) test.chip.dram.model = DramModel::ideal;
    if (test.work.m() > 3000 || LoopNest{test.work, test.tiling}.steps() > 500) continue;
    CAPTURE(i);
    compare(test);
  }
}

TEST_CASE("Layers on macros do not depend on the order in which the modules are made", "[J6][H1]") {
  tests::RandomCases random{73};
  for (int i = 0; i < 10; ++i) {
    const auto test = random_case(random);
    if (test.work.m() > 300) continue;
    const Schedule schedule{test.chip, test.work, test.tiling};
    const hw::LayerMeasure first = hw::simulate(test.chip, {{"layer", &schedule}}).front();
    for (const unsigned order : {1U, 77U, 4000U, 50'000U}) {
      hw::Simulation simulation;
      simulation.construction_order = order;
      const hw::LayerMeasure other = hw::simulate(test.chip, {{"layer", &schedule}}, simulation).front();
      CHECK(other.end == first.end);
      CHECK(other.cycles == first.cycles);
      CHECK(other.dram == first.dram);
    }
  }
}

TEST_CASE("Layers of the array, the vector unit and macros follow one another on one chip", "[J6][J29]") {
  Chip chip;
  chip.cim.emplace();
  Work on_macros = gemm_work(20, 300, 200);
  on_macros.engine = Engine::cim;
  on_macros.b_element = Bytes{0};
  const Work on_array = gemm_work(20, 200, 64);
  std::vector<Schedule> schedules;
  for (const Work* work :
       {&on_array, static_cast<const Work*>(&on_macros), &on_array, static_cast<const Work*>(&on_macros)})
    schedules.emplace_back(chip, *work, map_layer(chip, *work).tiling);
  std::vector<hw::LayerJob> jobs;
  for (const Schedule& schedule : schedules) jobs.push_back({"layer", &schedule});
  const auto measures = hw::simulate(chip, jobs);
  REQUIRE(measures.size() == 4);
  const ChannelTiming channel{chip.dram, chip.clock};
  for (std::size_t i = 0; i < 4; ++i)
    CHECK(measures[i].end - measures[i].begin == evaluate(schedules[i], channel).total);
}
