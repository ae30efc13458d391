// Tiles of CIM layers: hand-computed pipelines, and closed forms beside a pipeline that is stepped through, vector by
// vector.
#include <catch2/catch.hpp>

#include "models/cim/timing.hpp"
#include "models/dataflow/cim_tile.hpp"
#include "models/dataflow/mapper.hpp"
#include "models/dataflow/recurrence.hpp"
#include "tests/support/random_layers.hpp"

using namespace systole::models;
using systole::tests::RandomCases;

namespace {

/// 1 GHz, ports of 32 bytes, 32 lanes.
Chip chip_with_macros() {
  Chip chip;
  chip.clock = Hertz{1'000'000'000};
  chip.cim.emplace();
  for (BufferConfig* buffer : {&chip.scratchpad.ifmap, &chip.scratchpad.weight, &chip.scratchpad.ofmap}) {
    buffer->size = Bytes{1 << 24};
    buffer->banks = 32;
  }
  chip.vector.lanes = 32;
  chip.dram.model = DramModel::ideal;
  return chip;
}

Work macro_work(std::int64_t m, std::int64_t k, std::int64_t n) {
  Work work = gemm_work(m, k, n);
  work.engine = Engine::cim;
  work.a_element = work.c_element = Bytes{2};
  work.b_element = Bytes{0};
  work.vector_cycles = 1;
  return work;
}

Tiling tiles_of(const Work& work, std::int64_t rows) {
  Tiling tiling;
  tiling.rows = rows;
  tiling.cols = work.cols.out;
  tiling.channels = work.channels;
  tiling.n = work.n;
  return tiling;
}

Cycles total(const Chip& chip, const Work& work) {
  return evaluate(Schedule{chip, work, map_layer(chip, work).tiling}, ChannelTiming{chip.dram, chip.clock}).total;
}

/// The pipeline of cim_tile.hpp, a stage after the other: when each vector leaves each stage. Scratchpads and vector
/// unit are as fast as they are; the row of stages is what the header says.
std::int64_t stepped(const Chip& chip, const Work& work, std::int64_t vectors) {
  const std::int64_t passes = CimPassTiming{*chip.cim, chip.clock}.vector_cycles().count();
  const std::int64_t read = ceil_div(work.k() * 2, chip.scratchpad.ifmap.width().count());
  const std::int64_t written = ceil_div(work.n * 2, chip.scratchpad.ofmap.width().count());
  const std::int64_t lanes = ceil_div(work.n * work.vector_cycles, chip.vector.lanes);
  const auto depth = [&](std::int64_t k) {
    std::int64_t levels = 1;
    for (std::int64_t tiles = ceil_div(k, *chip.cim->arithmetic.rows); tiles > 1; tiles = ceil_div(tiles, 2)) ++levels;
    return levels;
  };
  const std::int64_t interval = std::max({passes, read, written, lanes});
  std::int64_t begin = read;
  std::int64_t out = 0;
  for (std::int64_t i = 0; i < vectors; ++i) {
    out = begin + passes + depth(work.k()) + std::max(lanes, written);
    begin += interval;
  }
  return out;
}

}  // namespace

TEST_CASE("Tokens of the specification's example leave every 420 ns", "[J6][J8]") {
  const Chip chip = chip_with_macros();
  const Work work = macro_work(256, 768, 4096);
  // 1,536 bytes of codes in 48 cycles, 256 vectors of 420, one clock of shift-add, 8 KiB of results in 256 cycles.
  CHECK(cim_pipeline(chip, work).interval == Cycles{420});
  CHECK(total(chip, work) == Cycles{48 + 256 * 420 + 1 + 256});
  const CycleStack stack = Schedule{chip, work, tiles_of(work, 256)}.totals().ideal;
  CHECK(stack.mac == Cycles{256 * 420});
  CHECK(stack.total() == total(chip, work));
}

TEST_CASE("A layer with two row tiles adds their codes up in one more clock", "[J6]") {
  const Chip chip = chip_with_macros();
  CHECK(cim_summation(1) == 1);
  CHECK(cim_summation(2) == 2);
  CHECK(cim_summation(3) == 3);
  CHECK(cim_summation(4) == 3);
  CHECK(cim_summation(5) == 4);
  const Work work = macro_work(10, 2048, 768);
  CHECK(total(chip, work) == Cycles{128 + 10 * 420 + 2 + 48});
}

TEST_CASE("A vector unit slower than the passes sets the interval", "[J6]") {
  Chip chip = chip_with_macros();
  chip.vector.lanes = 4;
  const Work work = macro_work(10, 768, 4096);
  CHECK(cim_pipeline(chip, work).interval == Cycles{1024});
  // The first vector's passes, ten rounds of the vector unit.
  CHECK(total(chip, work) == Cycles{48 + 420 + 1 + 10 * 1024});
  const CycleStack stack = Schedule{chip, work, tiles_of(work, 10)}.totals().ideal;
  CHECK(stack.mac == Cycles{4200});
  CHECK(stack.vector > stack.mac);
}

TEST_CASE("Two layers in a row are one pipeline: its slowest stage, and the way of the last vector", "[J17]") {
  const Chip chip = chip_with_macros();
  Work work = macro_work(256, 768, 768);
  // w12: 4,096 results to codes, then SiLU (3) and a product (1) of 2,048; w3: 768 results.
  work.chain = CimChain{4096, 2048, 4096 + 2048 * 4};
  // 384 + 24 cycles of the vector unit hide under 420 of passes. The last vector: passes, shift-add, vector unit,
  // passes again, two row tiles, results in 48 cycles.
  CHECK(cim_pipeline(chip, work).interval == Cycles{420});
  CHECK(total(chip, work) == Cycles{48 + 255 * 420 + 420 + 1 + 384 + 420 + 2 + 48});
  CHECK(work.macs() == 256 * (768 * 4096 + 2048 * 768));
  const Work first = macro_work(256, 768, 4096);
  const Work second = macro_work(256, 2048, 768);
  CHECK(total(chip, work) < total(chip, first) + total(chip, second));
}

TEST_CASE("A tile takes what its pipeline takes, stepped through vector by vector", "[J6][C2]") {
  RandomCases random{61};
  for (int i = 0; i < 2000; ++i) {
    Chip chip = chip_with_macros();
    chip.clock = Hertz{random.number(1, 20) * 100'000'000};
    chip.cim->arithmetic.rows = random.number(1, 512);
    chip.cim->arithmetic.msb_samples = static_cast<int>(random.number(1, 4));
    chip.vector.lanes = random.number(1, 64);
    chip.scratchpad.ofmap.banks = random.number(1, 64);
    const Work work = macro_work(random.number(1, 40), random.number(1, 900), random.number(1, 900));
    // Reading that outlasts everything else is charged after the last vector, too: see cim_tile_cost().
    if (ceil_div(work.k() * 2, 32) > CimPassTiming(*chip.cim, chip.clock).vector_cycles().count()) continue;
    const std::int64_t least = random.number(1, work.m());
    const TileCost cost = cim_tile_cost(chip, work, {work.m(), least});
    CAPTURE(i, work.m(), work.k(), work.n);
    CHECK(cost.split.total() == cost.execute);
    CHECK(cost.tail_split.total() == cost.tail);
    CHECK(cost.tail <= cim_pipeline(chip, work).interval * least);
    CHECK((cost.execute + cost.tail).count() == stepped(chip, work, work.m()));
  }
}

TEST_CASE("No cause is ever negative, whatever starves the macros", "[J6]") {
  RandomCases random{62};
  for (int i = 0; i < 2000; ++i) {
    Chip chip = chip_with_macros();
    chip.clock = Hertz{random.number(1, 20) * 100'000'000};
    chip.vector.lanes = random.number(1, 64);
    for (BufferConfig* buffer : {&chip.scratchpad.ifmap, &chip.scratchpad.ofmap}) buffer->banks = random.number(1, 40);
    Work work = macro_work(random.number(1, 40), random.number(1, 3000), random.number(1, 3000));
    work.vector_cycles = random.number(0, 9);
    if (random.one_in(2)) work.chain = CimChain{random.number(1, 3000), random.number(1, 3000), random.number(0, 9999)};
    const std::int64_t least = random.number(1, work.m());
    const TileCost cost = cim_tile_cost(chip, work, {work.m(), least});
    CAPTURE(i);
    for (const CycleStack& stack : {cost.split, cost.tail_split}) {
      for (const Cycles cause : {stack.mac, stack.fill_drain, stack.sram_stall, stack.vector})
        CHECK(cause >= Cycles{0});
      CHECK(stack.weight_load == Cycles{0});
    }
    CHECK(cost.split.total() == cost.execute);
  }
}

TEST_CASE("A layer that is written first takes that much longer, whatever the DRAM", "[J17]") {
  for (const DramModel model : {DramModel::ideal, DramModel::bandwidth}) {
    Chip chip = chip_with_macros();
    chip.dram.model = model;
    const Work work = macro_work(64, 300, 500);
    Work written = work;
    written.programming = Cycles{1'000'000};
    CHECK(total(chip, written) - total(chip, work) == Cycles{1'000'000});
    const CycleStack stack = Schedule{chip, written, map_layer(chip, written).tiling}.totals().ideal;
    CHECK(stack.weight_load == Cycles{1'000'000});
  }
}

TEST_CASE("More samples and slower converters never make a layer faster, over the DRAM too", "[J8]") {
  RandomCases random{63};
  for (int i = 0; i < 200; ++i) {
    Chip chip = chip_with_macros();
    chip.dram.model = DramModel::bandwidth;
    chip.dram.bandwidth = BytesPerSecond{random.number(1, 40) * 500'000'000};
    chip.cim->arithmetic.msb_samples = static_cast<int>(random.number(1, 3));
    const Work work = macro_work(random.number(1, 300), random.number(1, 2000), random.number(1, 2000));
    Chip more = chip;
    ++more.cim->arithmetic.msb_samples;
    Chip slower = chip;
    slower.cim->adc_rate = Hertz{chip.cim->adc_rate.count() / random.number(1, 4)};
    CAPTURE(i);
    CHECK(total(chip, work) <= total(more, work));
    CHECK(total(chip, work) <= total(slower, work));
  }
}
