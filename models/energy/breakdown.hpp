// Where the energy of a layer or a run goes: picojoules by component of the chip.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace systole::models {

enum class Component : std::uint8_t {
  multiply_add,  // the array's multipliers and accumulators
  registers,     // of the array's PEs
  ifmap_sram,
  weight_sram,
  ofmap_sram,
  dram,
  vector,      // multipliers and adders of the vector unit
  cim_dac,     // compute in memory: converters in,
  cim_cells,   // cells read,
  cim_adc,     // converters out,
  cim_digital  // shift-adds behind them
};
inline constexpr std::size_t kComponents = 11;

struct ComponentName {
  Component component;
  std::string_view name;   // in files: "ifmap_sram"
  std::string_view words;  // for people: "ifmap SRAM"
};

/// In the order of the enumeration.
inline constexpr std::array<ComponentName, kComponents> kComponentNames{
    {{Component::multiply_add, "multiply_add", "multiply-add"},
     {Component::registers, "registers", "array registers"},
     {Component::ifmap_sram, "ifmap_sram", "ifmap SRAM"},
     {Component::weight_sram, "weight_sram", "weight SRAM"},
     {Component::ofmap_sram, "ofmap_sram", "ofmap SRAM"},
     {Component::dram, "dram", "DRAM"},
     {Component::vector, "vector", "vector unit"},
     {Component::cim_dac, "cim_dac", "CIM DACs"},
     {Component::cim_cells, "cim_cells", "CIM cells"},
     {Component::cim_adc, "cim_adc", "CIM ADCs"},
     {Component::cim_digital, "cim_digital", "CIM shift-adds"}}};

class EnergyBreakdown {
 public:
  double& operator[](Component component) { return picojoules_[static_cast<std::size_t>(component)]; }
  double operator[](Component component) const { return picojoules_[static_cast<std::size_t>(component)]; }
  /// Picojoules of all components.
  double total() const;
  EnergyBreakdown& operator+=(const EnergyBreakdown& other);

 private:
  std::array<double, kComponents> picojoules_{};
};

}  // namespace systole::models
