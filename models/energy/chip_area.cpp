#include "models/energy/chip_area.hpp"

#include <string>

#include "models/energy/cim_costs.hpp"
#include "models/energy/unit_costs.hpp"
#include "models/errors.hpp"

namespace systole::models {

namespace {

AreaPart buffer_area(const EnergyTable& table, const BufferConfig& buffer, const char* name, const char* key) {
  const Bytes bank{buffer.size.count() / buffer.banks};
  return {name, static_cast<double>(buffer.banks) * sram_macro(table, bank, key).um2,
          std::to_string(buffer.banks) + " macros of " + std::to_string(bank.count()) + " B"};
}

}  // namespace

double Area::um2() const {
  double sum = 0;
  for (const AreaPart& part : parts) sum += part.um2;
  return sum;
}

std::int64_t register_bits(const ArrayConfig& array) {
  const bool os = array.dataflow == Dataflow::os;
  const std::int64_t stays =
      os ? array.accumulator.bits : bits_in_array(array.dataflow == Dataflow::ws ? array.weight : array.activation);
  const bool shadow = os ? array.drain == Drain::overlapped : array.weight_load == WeightLoad::overlapped;
  const std::int64_t all = bits_in_array(array.activation) + bits_in_array(array.weight) + array.accumulator.bits;
  return (all - stays) * array.hop_registers + stays * (shadow ? 2 : 1);
}

Area area_of(const EnergyTable& table, const Chip& chip) {
  const auto pes = static_cast<double>(chip.array.rows * chip.array.cols);
  const std::string count = std::to_string(chip.array.rows * chip.array.cols);
  const double arithmetic =
      multiplier(table, multiplier_bits(chip.array)).um2 + adder(table, chip.array.accumulator.bits).um2;
  const std::int64_t bits = register_bits(chip.array);
  Area area;
  area.parts.push_back({"multiply-add", pes * arithmetic, count + " multipliers and adders"});
  area.parts.push_back({"array registers", pes * static_cast<double>(bits) * register_bit(table).um2,
                        count + " PEs of " + std::to_string(bits) + " bits"});
  area.parts.push_back(buffer_area(table, chip.scratchpad.ifmap, "ifmap SRAM", "scratchpad.ifmap"));
  area.parts.push_back(buffer_area(table, chip.scratchpad.weight, "weight SRAM", "scratchpad.weight"));
  area.parts.push_back(buffer_area(table, chip.scratchpad.ofmap, "ofmap SRAM", "scratchpad.ofmap"));
  const double lane = multiplier(table, kLaneBits).um2 + adder(table, kLaneBits).um2;
  area.parts.push_back({"vector unit", static_cast<double>(chip.vector.lanes) * lane,
                        std::to_string(chip.vector.lanes) + " lanes, a multiplier and an adder of 32 bits each"});
  area.not_counted = {"control", "wiring", "DMA", "the vector unit's tables", "DRAM and its interface"};
  if (chip.cim) add_cim_area(area, table, *chip.cim);
  return area;
}

}  // namespace systole::models
