// The kernel promises one elaboration per process; SimContext gives us many. If a later kernel breaks that, this file
// is the first to say so.
#include <catch2/catch.hpp>
#include <stdexcept>

#include "hw/accelerator.hpp"
#include "hw/sim_context.hpp"
#include "hw/simulate.hpp"
#include "tests/support/random_layers.hpp"

using namespace systole;
using namespace systole::models;

namespace {

struct Example {
  Chip chip;
  Work work = gemm_work(64, 64, 64);
  Tiling tiling;

  Example() {
    tiling.rows = 16;
    tiling.channels = 32;
    tiling.n = 16;
  }
};

bool same(const hw::LayerMeasure& a, const hw::LayerMeasure& b) {
  return a.begin == b.begin && a.end == b.end && a.cycles == b.cycles && a.dram == b.dram && a.sram == b.sram &&
         a.steps == b.steps;
}

}  // namespace

TEST_CASE("a thousand simulations one after another in one process give one result", "[H1]") {
  const Example example;
  const Schedule schedule{example.chip, example.work, example.tiling};
  const auto first = hw::simulate(example.chip, {{"a", &schedule}, {"b", &schedule}});
  for (int i = 0; i < 1000; ++i) {
    const auto again = hw::simulate(example.chip, {{"a", &schedule}, {"b", &schedule}});
    REQUIRE(same(first[0], again[0]));
    REQUIRE(same(first[1], again[1]));
  }
}

TEST_CASE("an interrupted simulation leaves the next one alone", "[H1]") {
  const Example example;
  const Schedule schedule{example.chip, example.work, example.tiling};
  const auto whole = hw::simulate(example.chip, {{"a", &schedule}, {"b", &schedule}});
  hw::Simulation simulation;
  simulation.stop = [](std::size_t done) { return done == 1; };
  CHECK_THROWS_AS(hw::simulate(example.chip, {{"a", &schedule}, {"b", &schedule}}, simulation), hw::Interrupted);
  CHECK(same(whole[1], hw::simulate(example.chip, {{"a", &schedule}, {"b", &schedule}})[1]));
}

TEST_CASE("the order in which modules are constructed changes nothing", "[H1]") {
  tests::RandomCases random{43};
  for (int i = 0; i < 20; ++i) {
    const auto test = random.next();
    const Schedule schedule{test.chip, test.work, test.tiling};
    if (schedule.nest().steps() > 300) continue;
    const auto expected = hw::simulate(test.chip, {{"layer", &schedule}});
    for (const unsigned order : {1U, 5U, 77U, 719U, 2500U, 5039U}) {
      CAPTURE(i, order);
      hw::Simulation simulation;
      simulation.construction_order = order;
      CHECK(same(expected.front(), hw::simulate(test.chip, {{"layer", &schedule}}, simulation).front()));
    }
  }
}

TEST_CASE("clocks from slow to fast, also those that no time unit holds, count the same cycles", "[H1]") {
  Example example;
  example.chip.dram.model = DramModel::ideal;
  std::optional<Cycles> expected;
  for (const std::int64_t hertz :
       std::initializer_list<std::int64_t>{10000, 1000000, 312345678, 700000000, 3200000000, 9999999967}) {
    example.chip.clock = Hertz{hertz};
    const Schedule schedule{example.chip, example.work, example.tiling};
    const Cycles found = hw::simulate(example.chip, {{"layer", &schedule}}).front().end;
    if (!expected) expected = found;
    CHECK(found == *expected);
  }
}
