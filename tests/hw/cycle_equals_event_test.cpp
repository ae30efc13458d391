// The array register by register, between scratchpads and DRAM, beside the closed forms of the event level: every value
// is compared inside the run with a plain loop's, every step's end with its deadline.
#include <catch2/catch.hpp>

#include "hw/simulate.hpp"
#include "models/errors.hpp"
#include "tests/support/random_data.hpp"
#include "tests/support/random_layers.hpp"

using namespace systole;
using namespace systole::models;

namespace {

constexpr std::int64_t kBanks = 1 << 16;

bool has_registers(const tests::RandomCase& test) {
  const Work& w = test.work;
  return test.chip.array.timing == ArrayTiming::rtl && w.macs() < 3'000'000 && LoopNest{w, test.tiling}.steps() < 300;
}

hw::LayerMeasure cycle(const tests::RandomCase& test, const Schedule& schedule, LayerDataSource& data) {
  hw::Simulation simulation;
  simulation.cycle.data = &data;
  return hw::simulate(test.chip, {{"layer", &schedule}}, simulation).front();
}

void widen_ports(Chip& chip) {
  // One byte a bank: whatever an edge asks for at a time lies in different banks.
  for (BufferConfig* buffer : {&chip.scratchpad.ifmap, &chip.scratchpad.weight, &chip.scratchpad.ofmap})
    buffer->banks = kBanks;
  chip.vector.lanes = 1 << 20;
}

void compare(const tests::RandomCase& test, unsigned seed) {
  const Schedule schedule{test.chip, test.work, test.tiling};
  tests::RandomData data{schedule, seed};
  const hw::LayerMeasure event = hw::simulate(test.chip, {{"layer", &schedule}}).front();
  const hw::LayerMeasure found = cycle(test, schedule, data);
  CHECK(found.end == event.end);
  CHECK(found.cycles == event.cycles);
  CHECK(found.dram == event.dram);
  CHECK(found.macs == event.macs);
  CHECK(found.steps == event.steps);
  if (test.work.engine == Engine::vector) return;
  CHECK(data.data().sums == data.data().golden);
  CHECK(data.data().overflow.count == data.overflows());
  CHECK(found.sram.weight_read == event.sram.weight_read);
  CHECK(found.sram.ofmap_read == event.sram.ofmap_read);
  CHECK(found.sram.ofmap_write == event.sram.ofmap_write);
  // Padding is not read.
  CHECK(found.sram.ifmap_read <= event.sram.ifmap_read);
}

}  // namespace

namespace {

void compare_with_wide_ports(unsigned seed, int cases) {
  tests::RandomCases random{seed, 12};
  int compared = 0;
  for (unsigned i = 0; compared < cases; ++i) {
    auto test = random.next();
    widen_ports(test.chip);
    test.chip.array.accumulator.bits = static_cast<int>(random.number(16, 40));
    if (random.one_in(2)) test.chip.array.accumulator.overflow = Overflow::wrap;
    if (random.one_in(5)) test.chip.dram.model = DramModel::ideal;
    const Work& w = test.work;
    const std::int64_t input = w.groups * w.images * w.channels * w.rows.in * w.cols.in;
    if (!has_registers(test) || input > kBanks) continue;
    CAPTURE(i, static_cast<int>(test.chip.array.dataflow), static_cast<int>(test.chip.array.weight_load),
            static_cast<int>(test.chip.array.drain));
    compare(test, i);
    ++compared;
  }
}

}  // namespace

TEST_CASE("with ports that give all that is asked for, cycle takes the cycles of event, cause by cause", "[H1][C2]") {
  compare_with_wide_ports(51, 200);
}

TEST_CASE("cycle takes the cycles of event over many more chips, layers and tilings", "[H1][C2][slow]") {
  compare_with_wide_ports(53, 1500);
}

TEST_CASE("whatever the ports give, values are right and causes add up; only stalls differ from event", "[H1]") {
  tests::RandomCases random{52, 12};
  int compared = 0;
  for (unsigned i = 0; compared < 150; ++i) {
    auto test = random.next();
    for (BufferConfig* buffer :
         {&test.chip.scratchpad.ifmap, &test.chip.scratchpad.weight, &test.chip.scratchpad.ofmap})
      buffer->bank_width = Bytes{random.number(1, 8)};
    if (!has_registers(test) || test.work.engine == Engine::vector) continue;
    CAPTURE(i);
    const Schedule schedule{test.chip, test.work, test.tiling};
    tests::RandomData data{schedule, i};
    const hw::LayerMeasure event = hw::simulate(test.chip, {{"layer", &schedule}}).front();
    const hw::LayerMeasure found = cycle(test, schedule, data);
    CHECK(data.data().sums == data.data().golden);
    CHECK(found.cycles.total() == found.end - found.begin);
    CHECK(found.cycles.mac == event.cycles.mac);
    CHECK(found.cycles.fill_drain == event.cycles.fill_drain);
    CHECK(found.cycles.weight_load == event.cycles.weight_load);
    CHECK(found.dram == event.dram);
    ++compared;
  }
}

namespace {

/// 16 x 16 ws, one fold of 100 vectors, edges of 16 bytes; sums leave as 4-byte partial sums.
tests::RandomCase one_fold() {
  tests::RandomCase test;
  test.work = gemm_work(100, 16, 16);
  test.work.vector_cycles = 0;
  test.tiling = {1, 1, 100, 1, 16, 16, LoopOrder::nmk, {}};
  test.chip.dram.model = DramModel::ideal;
  return test;
}

Cycles sram_stall(const tests::RandomCase& test) {
  const Schedule schedule{test.chip, test.work, test.tiling};
  tests::RandomData data{schedule, 7};
  const hw::LayerMeasure event = hw::simulate(test.chip, {{"layer", &schedule}}).front();
  const hw::LayerMeasure found = cycle(test, schedule, data);
  CHECK(found.cycles == event.cycles);
  return found.cycles.sram_stall;
}

}  // namespace

TEST_CASE("a port of half the edge's width takes two cycles a vector, as the closed form says", "[H1]") {
  auto test = one_fold();
  CHECK(sram_stall(test) == Cycles{0});
  test.chip.scratchpad.ifmap.banks = 8;
  CHECK(sram_stall(test) == Cycles{100});
  test.chip.scratchpad.ifmap.banks = 4;
  CHECK(sram_stall(test) == Cycles{300});
  test.chip.scratchpad.ifmap.banks = 16;
  test.chip.scratchpad.weight.banks = 8;
  CHECK(sram_stall(test) == Cycles{16});
}

TEST_CASE("a sum that differs from the golden one stops the run with its value, PE and cycle", "[H1]") {
  const auto test = one_fold();
  const Schedule schedule{test.chip, test.work, test.tiling};
  tests::RandomData data{schedule, 7};
  // C[3][5]: the fold loads for 16 cycles, vector 3 enters in cycle 19 and leaves column 5 after 15 + 5 more.
  const std::int64_t right = data.data().golden[3 * 16 + 5]++;
  try {
    cycle(test, schedule, data);
    FAIL("not noticed");
  } catch (const ModelError& error) {
    CHECK(std::string{error.what()} == "layer 'layer': C[3][5] of group 0 left PE (15, 5) in cycle 39 as " +
                                           std::to_string(right) + ", but the plain loop says " +
                                           std::to_string(right + 1));
  }
}
