#include <catch2/catch.hpp>

#include "models/dataflow/recurrence.hpp"
#include "tests/support/random_layers.hpp"

using namespace systole::models;

TEST_CASE("passing over repetition gives the cycles that evaluating every step gives", "[D9]") {
  systole::tests::RandomCases random{21};
  std::int64_t steps = 0;
  std::int64_t evaluated = 0;
  for (int i = 0; i < 6000; ++i) {
    const auto test = random.next();
    const Schedule schedule{test.chip, test.work, test.tiling};
    if (schedule.nest().steps() > 5000) continue;
    CAPTURE(i);
    const ChannelTiming channel{test.chip.dram, test.chip.clock};
    const RecurrenceResult fast = evaluate(schedule, channel);
    const RecurrenceResult full = evaluate_every_step(schedule, channel);
    CHECK(fast.total == full.total);
    steps += full.steps_evaluated;
    evaluated += fast.steps_evaluated;
  }
  CHECK(evaluated * 2 < steps);  // it does pass over something
}

TEST_CASE("a layer that DRAM never holds up takes the same cycles without evaluating a step", "[D9]") {
  systole::tests::RandomCases random{23};
  int decided = 0;
  int evaluated = 0;
  for (int i = 0; i < 6000; ++i) {
    auto test = random.next();
    // From DRAM that is always in time to DRAM that is just too slow, with all halves but now and then one.
    test.chip.dram.bandwidth = BytesPerSecond{random.number(10, 400) * 1'000'000'000};
    test.chip.dram.latency = Picoseconds{random.number(0, 20) * 1000};
    for (BufferConfig* buffer :
         {&test.chip.scratchpad.ifmap, &test.chip.scratchpad.weight, &test.chip.scratchpad.ofmap})
      buffer->halves = random.one_in(10) ? 1 : random.number(2, 4);
    test.tiling.halves = all_halves(test.chip.scratchpad);
    const Schedule schedule{test.chip, test.work, test.tiling};
    if (schedule.nest().steps() < 2 || schedule.nest().steps() > 2000) continue;
    CAPTURE(i);
    const ChannelTiming channel{test.chip.dram, test.chip.clock};
    const RecurrenceResult fast = evaluate(schedule, channel);
    CHECK(fast.total == evaluate_every_step(schedule, channel).total);
    ++(fast.steps_evaluated == 0 ? decided : evaluated);
  }
  CHECK(decided > 500);
  CHECK(evaluated > 500);
}

TEST_CASE("with a limit the cycles are exact up to it, and above it when they are", "[D9]") {
  systole::tests::RandomCases random{24};
  for (int i = 0; i < 3000; ++i) {
    const auto test = random.next();
    const Schedule schedule{test.chip, test.work, test.tiling};
    if (schedule.nest().steps() > 2000) continue;
    CAPTURE(i);
    const ChannelTiming channel{test.chip.dram, test.chip.clock};
    const Cycles exact = evaluate_every_step(schedule, channel).total;
    for (const std::int64_t percent : {50, 90, 99, 100, 101}) {
      const Cycles limit{exact.count() * percent / 100};
      const Cycles limited = evaluate(schedule, channel, limit).total;
      CHECK((limit < exact ? limited > limit && limited <= exact : limited == exact));
    }
  }
}

TEST_CASE("with ideal DRAM the cycles are the sum of the tiles' costs", "[D9]") {
  systole::tests::RandomCases random{22};
  for (int i = 0; i < 3000; ++i) {
    auto test = random.next();
    test.chip.dram.model = DramModel::ideal;
    const Schedule schedule{test.chip, test.work, test.tiling};
    if (schedule.nest().steps() > 5000) continue;
    CAPTURE(i);
    const ChannelTiming channel{test.chip.dram, test.chip.clock};
    CHECK(evaluate_every_step(schedule, channel).total == schedule.totals().ideal.total());
    CHECK(evaluate(schedule, channel).total == schedule.totals().ideal.total());
  }
}

TEST_CASE("a single tile takes load, execute and store in a row", "[D9]") {
  Chip chip;
  chip.clock = Hertz{1'000'000'000};
  chip.array.rows = chip.array.cols = 16;
  chip.dram.bandwidth = BytesPerSecond{16'000'000'000};
  chip.dram.latency = Picoseconds{50'000};
  chip.dram.burst = Bytes{64};
  const Work work = gemm_work(64, 16, 16);
  Tiling tiling;
  tiling.rows = 64;
  tiling.channels = 16;
  tiling.n = 16;
  const Schedule schedule{chip, work, tiling};
  // Loads: 256 + 1,024 bytes at 16 a cycle, then 50 cycles; a fold of 16 + 64 + 30; store: 1,024 bytes and 50 cycles.
  CHECK(evaluate(schedule, ChannelTiming{chip.dram, chip.clock}).total.count() == 80 + 50 + 110 + 64 + 50);
}
