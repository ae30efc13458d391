// What one action costs.
#include <catch2/catch.hpp>
#include <cmath>

#include "models/energy/unit_costs.hpp"
#include "models/errors.hpp"
#include "tests/support/energy_figures.hpp"

using namespace systole::models;
using systole::tests::round_chip;
using systole::tests::round_figures;

namespace {

std::string refusal(const EnergyTable& table, const Chip& chip) {
  try {
    unit_costs(table, chip);
  } catch (const UserError& error) {
    return error.what();
  }
  return "none";
}

}  // namespace

TEST_CASE("tabulated sizes cost what the table says", "[D9]") {
  const UnitCosts costs = unit_costs(round_figures(), round_chip());
  CHECK(costs.multiply_add == 0.2 + 0.12);
  CHECK(costs.registers == Approx((8 + 32) * 0.01));
  CHECK(costs.byte.ifmap == Approx(3.2 / 8));
  CHECK(costs.byte.weight == Approx(3.2 / 8));
  CHECK(costs.byte.ofmap == Approx(3.2 / 8));
  CHECK(costs.byte.dram == 64);
  CHECK(costs.lane_multiplication == 3.2);
  CHECK(costs.lane_addition == 0.12);
}

TEST_CASE("between two tabulated sizes a cost goes with a power of the size", "[D9]") {
  const EnergyTable table = round_figures();
  // 16 bits lie in the middle of 8 and 32 on a logarithmic scale, 16 KiB in that of 8 and 32 KiB.
  CHECK(multiplier(table, 16).pj == Approx(std::sqrt(0.2 * 3.2)));
  CHECK(multiplier(table, 16).um2 == Approx(std::sqrt(300.0 * 4800.0)));
  const SramMacro macro = sram_macro(table, Bytes{16384}, "scratchpad.ifmap");
  CHECK(macro.pj_per_bit == Approx(std::sqrt(3.2 * 6.4) / 64));
  CHECK(macro.um2 == Approx(std::sqrt(26000.0 * 100000.0)));
  // In the second interval, the figures of the first do not matter: 64 KiB.
  CHECK(sram_macro(table, Bytes{65536}, "x").pj_per_bit == Approx(std::sqrt(6.4 * 12.8) / 64));
}

TEST_CASE("a multiplier of two widths is one of their geometric mean", "[D9]") {
  Chip chip = round_chip();
  chip.array.activation = OperandType::int16;
  CHECK(multiplier_bits(chip.array) == Approx(std::sqrt(128.0)));
  chip.array.weight = OperandType::int16;
  CHECK(multiplier_bits(chip.array) == Approx(16));
}

TEST_CASE("banks, not buffers, are the macros", "[D9]") {
  Chip chip = round_chip();
  chip.scratchpad.ifmap.size = Bytes{131072};
  CHECK(unit_costs(round_figures(), chip).byte.ifmap == Approx(12.8 / 8));
  chip.scratchpad.ifmap.banks = 4;
  CHECK(unit_costs(round_figures(), chip).byte.ifmap == Approx(6.4 / 8));
}

TEST_CASE("a macro below the smallest costs what that costs, and takes its share of the area", "[D9]") {
  const EnergyTable table = round_figures();
  CHECK(sram_macro(table, Bytes{2048}, "x").pj_per_bit == Approx(3.2 / 64));
  CHECK(sram_macro(table, Bytes{2048}, "x").um2 == Approx(26000.0 / 4));
}

TEST_CASE("a macro above the largest is an error that says so; the largest is not", "[D9]") {
  Chip chip = round_chip();
  chip.scratchpad.ofmap.size = Bytes{131072};
  CHECK(refusal(round_figures(), chip) == "none");
  chip.scratchpad.ofmap.size = Bytes{131073};
  CHECK(refusal(round_figures(), chip) ==
        "'round.yaml': 'sram' goes up to macros of 131072 B, but a bank of 'scratchpad.ofmap' holds 131073 B: use more "
        "banks, or add the figures of a larger macro");
}

TEST_CASE("registers that a multiply-add writes are what moves and the sum", "[D3]") {
  ArrayConfig array;
  array.activation = OperandType::int16;
  CHECK(register_bits_written(array) == 16 + 32);
  array.dataflow = Dataflow::is;
  CHECK(register_bits_written(array) == 8 + 32);
  array.hop_registers = 3;
  CHECK(register_bits_written(array) == 3 * (8 + 32));
  array.dataflow = Dataflow::os;
  CHECK(register_bits_written(array) == 3 * (16 + 8) + 32);
}

TEST_CASE("a missing figure is an error that names its key and the table", "[D9]") {
  const Chip chip = round_chip();
  const auto without = [&](auto remove) {
    EnergyTable table = round_figures();
    remove(table);
    return refusal(table, chip);
  };
  CHECK(without([](auto& t) { t.multiply.clear(); }) ==
        "'round.yaml' lacks 'multiply', which arithmetic of 8 bits needs");
  CHECK(without([](auto& t) { t.add.clear(); }) == "'round.yaml' lacks 'add', which arithmetic of 32 bits needs");
  CHECK(without([](auto& t) { t.register_bit.reset(); }) == "'round.yaml' lacks 'register', which the array needs");
  CHECK(without([](auto& t) { t.sram.clear(); }) == "'round.yaml' lacks 'sram', which 'scratchpad.ifmap' needs");
  CHECK(without([](auto& t) { t.dram = {}; }) == "'round.yaml' lacks 'dram.lpddr4', which 'dram.technology' needs");
  CHECK(without([](auto& t) { t.cell.reset(); }) == "none");
}

TEST_CASE("a width outside of the table is an error", "[D9]") {
  Chip chip = round_chip();
  chip.array.accumulator.bits = 48;
  CHECK(refusal(round_figures(), chip) == "none");
  EnergyTable table = round_figures();
  table.add.pop_back();
  CHECK(refusal(table, chip) == "'round.yaml': 'add' holds 8 to 32 bits, but 48 are needed");
}

TEST_CASE("a chip that does not say which DRAM it has gets no energy by guess", "[D9]") {
  Chip chip = round_chip();
  chip.dram.technology = DramTechnology::unstated;
  CHECK(refusal(round_figures(), chip).find("lacks 'dram.technology'") != std::string::npos);
}

TEST_CASE("more bits never cost less", "[D9]") {
  const EnergyTable table = round_figures();
  for (int bits = 9; bits <= 32; ++bits) {
    CHECK(multiplier(table, bits).pj > multiplier(table, bits - 1).pj);
    CHECK(adder(table, bits).pj > adder(table, bits - 1).pj);
    CHECK(multiplier(table, bits).um2 > multiplier(table, bits - 1).um2);
  }
  for (std::int64_t bytes = 1024; bytes <= 131072; bytes += 1024)
    CHECK(sram_macro(table, Bytes{bytes}, "x").pj_per_bit >= sram_macro(table, Bytes{bytes - 512}, "x").pj_per_bit);
}
