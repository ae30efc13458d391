// The mapper's objective energy.
#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>

#include "models/dataflow/mapper.hpp"
#include "models/dataflow/schedule.hpp"
#include "models/dataflow/tile_ladder.hpp"
#include "models/energy/actions.hpp"
#include "models/errors.hpp"
#include "tests/support/random_layers.hpp"

using namespace systole::models;

namespace {

struct Small {
  Chip chip;
  Work work;
};

Small small_case(systole::tests::RandomCases& random) {
  Small test{random.chip(), random.work()};
  for (BufferConfig* buffer : {&test.chip.scratchpad.ifmap, &test.chip.scratchpad.weight, &test.chip.scratchpad.ofmap})
    buffer->size = Bytes{std::int64_t{1024} << random.number(2, 7)};
  test.chip.mapping.moving = MovingCosts{0.4, 0.3, 0.5, 64};
  return test;
}

double energy(const Chip& chip, const Work& work, const Tiling& tiling) {
  const ScheduleTotals totals = Schedule{chip, work, tiling}.totals();
  return moving_energy(totals.sram, totals.dram, *chip.mapping.moving);
}

/// The least of the ladder, each candidate evaluated.
double exhaustive(const Chip& chip, const Work& work, const TileLadder& ladder) {
  double least = std::numeric_limits<double>::infinity();
  const auto consider = [&](Tiling tiling) {
    const auto halves = most_halves(tile_bytes(work, chip.array, tiling), chip.scratchpad, work);
    if (!halves) return;
    tiling.halves = *halves;
    for (int order = 1; order <= 6; ++order) {
      tiling.order = static_cast<LoopOrder>(order);
      least = std::min(least, energy(chip, work, tiling));
    }
  };
  for (const auto& m : ladder.m)
    for (const std::int64_t channels : ladder.channels)
      for (const std::int64_t n : ladder.n) consider({1, m[0], m[1], m[2], channels, n, LoopOrder::mnk, {}});
  for (const std::int64_t groups : ladder.groups) {
    if (groups > 1)
      consider({groups, work.images, work.rows.out, work.cols.out, work.channels, work.n, LoopOrder::mnk, {}});
  }
  return least;
}

}  // namespace

TEST_CASE("objective energy finds the tiling of its ladder whose traffic takes least", "[D5][D9]") {
  systole::tests::RandomCases random{71, 6};
  int mapped = 0;
  for (int i = 0; i < 60; ++i) {
    Small test = small_case(random);
    CAPTURE(i);
    const double least = exhaustive(test.chip, test.work, TileLadder{test.chip, test.work, true});
    if (least == std::numeric_limits<double>::infinity()) continue;
    test.chip.mapping.objective = Objective::energy;
    const Mapping mapping = map_layer(test.chip, test.work);
    // Compared in whole femtojoules.
    CHECK(energy(test.chip, test.work, mapping.tiling) == Approx(least).margin(0.001).epsilon(1e-12));
    ++mapped;
  }
  CHECK(mapped > 30);
}

TEST_CASE("no other objective takes less energy, and none is faster than cycles", "[D5][D9]") {
  systole::tests::RandomCases random{72, 12};
  for (int i = 0; i < 150; ++i) {
    Small test = small_case(random);
    CAPTURE(i);
    try {
      test.chip.mapping.objective = Objective::energy;
      const Mapping frugal = map_layer(test.chip, test.work);
      for (const Objective objective : {Objective::cycles, Objective::traffic}) {
        test.chip.mapping.objective = objective;
        const Mapping other = map_layer(test.chip, test.work);
        CHECK(energy(test.chip, test.work, frugal.tiling) <=
              energy(test.chip, test.work, other.tiling) * (1 + 1e-12) + 0.001);
        if (objective == Objective::cycles) CHECK(other.cycles <= frugal.cycles);
        if (objective == Objective::traffic) CHECK(other.dram <= frugal.dram);
      }
    } catch (const UserError&) {
    }
  }
}

TEST_CASE("objective energy without costs is a fault of ours", "[D5]") {
  Chip chip;
  chip.mapping.objective = Objective::energy;
  CHECK_THROWS_AS(map_layer(chip, gemm_work(4, 4, 4)), ModelError);
}
