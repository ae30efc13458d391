#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>

#include "models/dataflow/mapper.hpp"
#include "models/dataflow/recurrence.hpp"
#include "models/dataflow/tile_ladder.hpp"
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
  return test;
}

/// The best of the ladder, each candidate evaluated.
Cycles exhaustive(const Chip& chip, const Work& work, const TileLadder& ladder) {
  Cycles best{std::numeric_limits<std::int64_t>::max()};
  const ChannelTiming channel{chip.dram, chip.clock};
  const auto consider = [&](Tiling tiling) {
    const auto halves = most_halves(tile_bytes(work, chip.array, tiling), chip.scratchpad, work);
    if (!halves) return;
    const std::int64_t most = std::max({halves->ifmap, halves->weight, halves->ofmap});
    for (std::int64_t cap = 1; cap <= most; ++cap) {
      tiling.halves = {std::min(cap, halves->ifmap), std::min(cap, halves->weight), std::min(cap, halves->ofmap)};
      for (int order = 1; order <= 6; ++order) {
        tiling.order = static_cast<LoopOrder>(order);
        best = std::min(best, evaluate(Schedule{chip, work, tiling}, channel).total);
      }
    }
  };
  for (const auto& m : ladder.m)
    for (const std::int64_t channels : ladder.channels)
      for (const std::int64_t n : ladder.n) consider({1, m[0], m[1], m[2], channels, n, LoopOrder::mnk, {}});
  for (const std::int64_t groups : ladder.groups) {
    if (groups > 1)
      consider({groups, work.images, work.rows.out, work.cols.out, work.channels, work.n, LoopOrder::mnk, {}});
  }
  return best;
}

}  // namespace

TEST_CASE("the mapper finds the best tiling of its ladder", "[D5]") {
  systole::tests::RandomCases random{31, 6};
  for (int i = 0; i < 60; ++i) {
    const Small test = small_case(random);
    CAPTURE(i);
    const Cycles best = exhaustive(test.chip, test.work, TileLadder{test.chip, test.work, true});
    if (best.count() == std::numeric_limits<std::int64_t>::max()) continue;
    CHECK(map_layer(test.chip, test.work).cycles == best);
  }
}

TEST_CASE("more bandwidth is never slower", "[D9]") {
  systole::tests::RandomCases random{32, 12};
  for (int i = 0; i < 300; ++i) {
    Small test = small_case(random);
    CAPTURE(i);
    try {
      Cycles before{std::numeric_limits<std::int64_t>::max()};
      for (const std::int64_t gigabytes : {1, 2, 3, 5, 8, 13, 40, 200}) {
        test.chip.dram.bandwidth = BytesPerSecond{gigabytes * 1'000'000'000};
        const Cycles now = map_layer(test.chip, test.work).cycles;
        CHECK(now <= before);
        before = now;
      }
      test.chip.dram.model = DramModel::ideal;
      CHECK(map_layer(test.chip, test.work).cycles <= before);
    } catch (const UserError&) {
    }
  }
}

TEST_CASE("larger buffers and more halves are never slower by more than 1 %", "[D9]") {
  systole::tests::RandomCases random{33, 16};
  int compared = 0;
  for (int i = 0; i < 400; ++i) {
    const Small test = small_case(random);
    CAPTURE(i);
    Cycles before;
    try {
      before = map_layer(test.chip, test.work).cycles;
    } catch (const UserError&) {
      continue;
    }
    ++compared;
    Chip larger = test.chip;
    for (BufferConfig* buffer : {&larger.scratchpad.ifmap, &larger.scratchpad.weight, &larger.scratchpad.ofmap})
      buffer->size = buffer->size * random.number(1, 4);
    CHECK(map_layer(larger, test.work).cycles.count() * 100 <= before.count() * 101);
    Chip halves = test.chip;
    for (BufferConfig* buffer : {&halves.scratchpad.ifmap, &halves.scratchpad.weight, &halves.scratchpad.ofmap})
      ++buffer->halves;
    CHECK(map_layer(halves, test.work).cycles.count() * 100 <= before.count() * 101);
  }
  CHECK(compared > 200);
}

TEST_CASE("the traffic objective moves no more bytes than the cycles objective", "[D5]") {
  systole::tests::RandomCases random{34, 16};
  for (int i = 0; i < 200; ++i) {
    Small test = small_case(random);
    try {
      const Mapping fast = map_layer(test.chip, test.work);
      test.chip.mapping.objective = Objective::traffic;
      const Mapping lean = map_layer(test.chip, test.work);
      CHECK(lean.dram <= fast.dram);
      CHECK(fast.cycles <= lean.cycles);
    } catch (const UserError&) {
    }
  }
}

TEST_CASE("a fixed tile is used as given, and refused with both figures when it does not fit", "[D5]") {
  Chip chip;
  chip.mapping.tile = FixedTile{64, 32, 16};
  const Mapping mapping = map_layer(chip, gemm_work(256, 64, 64));
  CHECK(mapping.tiling.m() == 64);
  CHECK(mapping.tiling.channels == 32);
  CHECK(mapping.tiling.n == 16);
  chip.mapping.tile = FixedTile{100000, 32, 16};
  CHECK_THROWS_WITH(map_layer(chip, gemm_work(200000, 64, 64)),
                    Catch::Contains("ifmap needs 3200000 of 32768 B") && Catch::Contains("{m: 100000, k: 32, n: 16}"));
}

TEST_CASE("a layer that no tile makes fit says what the smallest would need", "[D5]") {
  Chip chip;
  chip.scratchpad.ifmap.size = Bytes{64};
  chip.scratchpad.ifmap.halves = 1;
  Work work;
  work.rows = work.cols = WindowAxis{300, 290, 11, 1, 1, 0};
  work.taps = 121;
  CHECK_THROWS_WITH(map_layer(chip, work),
                    Catch::Contains("no tile of this layer fits") && Catch::Contains("ifmap needs 121 of 64 B"));
}
