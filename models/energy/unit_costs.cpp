#include "models/energy/unit_costs.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "models/energy/interpolate.hpp"
#include "models/errors.hpp"

namespace systole::models {

namespace {

[[noreturn]] void missing(const EnergyTable& table, const std::string& key, const std::string& needed_by) {
  throw UserError("'" + table.file + "' lacks '" + key + "', which " + needed_by + " needs");
}

/// 8, not 8.000000.
std::string plain(double number) {
  std::string text = std::to_string(number);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

ArithmeticUnit arithmetic(const EnergyTable& table, const std::vector<ArithmeticFigure>& figures, const char* key,
                          double bits) {
  if (figures.empty()) missing(table, key, "arithmetic of " + plain(bits) + " bits");
  if (bits < figures.front().bits || bits > figures.back().bits)
    throw UserError("'" + table.file + "': '" + key + "' holds " + std::to_string(figures.front().bits) + " to " +
                    std::to_string(figures.back().bits) + " bits, but " + plain(bits) + " are needed");
  std::vector<Sample> pj;
  std::vector<Sample> um2;
  for (const ArithmeticFigure& figure : figures) {
    pj.push_back({static_cast<double>(figure.bits), figure.pj});
    um2.push_back({static_cast<double>(figure.bits), figure.um2});
  }
  return {power_law(pj, bits), power_law(um2, bits)};
}

double dram_pj_per_bit(const EnergyTable& table, DramTechnology technology) {
  static constexpr std::array<const char*, kDramTechnologies> kKeys{"",           "dram.lpddr4", "dram.ddr3",
                                                                    "dram.gddr5", "dram.hbm2",   ""};
  if (technology == DramTechnology::uncounted) return 0;
  if (technology == DramTechnology::unstated)
    throw UserError(
        "the config lacks 'dram.technology', which '" + table.file +
        "' needs to tell what a bit of DRAM costs: add lpddr4, ddr3, gddr5 or hbm2 (uncounted leaves it out)");
  const auto index = static_cast<std::size_t>(technology);
  if (!table.dram[index]) missing(table, kKeys[index], "'dram.technology'");
  return table.dram[index]->pj_per_bit;
}

double buffer_byte(const EnergyTable& table, const BufferConfig& buffer, const std::string& name) {
  constexpr double kBits = 8;
  return kBits * sram_macro(table, Bytes{buffer.size.count() / buffer.banks}, name).pj_per_bit;
}

}  // namespace

ArithmeticUnit multiplier(const EnergyTable& table, double bits) {
  return arithmetic(table, table.multiply, "multiply", bits);
}

ArithmeticUnit adder(const EnergyTable& table, double bits) {
  return arithmetic(table, table.add, "add", bits);
}

double multiplier_bits(const ArrayConfig& array) {
  return std::sqrt(static_cast<double>(bits_in_array(array.activation)) *
                   static_cast<double>(bits_in_array(array.weight)));
}

const RegisterFigure& register_bit(const EnergyTable& table) {
  if (!table.register_bit) missing(table, "register", "the array");
  return *table.register_bit;
}

std::int64_t register_bits_written(const ArrayConfig& array) {
  const std::int64_t a = bits_in_array(array.activation);
  const std::int64_t b = bits_in_array(array.weight);
  const std::int64_t sum = array.accumulator.bits;
  switch (array.dataflow) {
    case Dataflow::ws:
      return (a + sum) * array.hop_registers;
    case Dataflow::is:
      return (b + sum) * array.hop_registers;
    case Dataflow::os:
      return (a + b) * array.hop_registers + sum;
  }
  throw ModelError("register_bits_written: no such dataflow");
}

SramMacro sram_macro(const EnergyTable& table, Bytes capacity, const std::string& buffer) {
  if (table.sram.empty()) missing(table, "sram", "'" + buffer + "'");
  const SramFigure& smallest = table.sram.front();
  const SramFigure& largest = table.sram.back();
  if (capacity > largest.capacity)
    throw UserError("'" + table.file + "': 'sram' goes up to macros of " + std::to_string(largest.capacity.count()) +
                    " B, but a bank of '" + buffer + "' holds " + std::to_string(capacity.count()) +
                    " B: use more banks, or add the figures of a larger macro");
  std::vector<Sample> pj;
  std::vector<Sample> um2;
  for (const SramFigure& figure : table.sram) {
    const auto at = static_cast<double>(figure.capacity.count());
    pj.push_back({at, figure.pj / figure.word_bits});
    um2.push_back({at, figure.um2});
  }
  const auto at = static_cast<double>(std::max(capacity, smallest.capacity).count());
  // A macro below the smallest takes its share of the smallest one's area.
  const double share = std::min(1.0, static_cast<double>(capacity.count()) / pj.front().at);
  return {power_law(pj, at), share * power_law(um2, at)};
}

UnitCosts unit_costs(const EnergyTable& table, const Chip& chip) {
  UnitCosts costs;
  costs.multiply_add = multiplier(table, multiplier_bits(chip.array)).pj + adder(table, chip.array.accumulator.bits).pj;
  costs.registers = static_cast<double>(register_bits_written(chip.array)) * register_bit(table).pj;
  costs.byte.ifmap = buffer_byte(table, chip.scratchpad.ifmap, "scratchpad.ifmap");
  costs.byte.weight = buffer_byte(table, chip.scratchpad.weight, "scratchpad.weight");
  costs.byte.ofmap = buffer_byte(table, chip.scratchpad.ofmap, "scratchpad.ofmap");
  constexpr double kBits = 8;
  costs.byte.dram = kBits * dram_pj_per_bit(table, chip.dram.technology);
  costs.lane_multiplication = multiplier(table, kLaneBits).pj;
  costs.lane_addition = adder(table, kLaneBits).pj;
  if (chip.cim) costs.cim = cim_costs(table, *chip.cim);
  return costs;
}

}  // namespace systole::models
