// The modules that a waveform can record, as the user names them (--vcd array,ofmap).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace systole::traces {

enum class Module : std::uint8_t { load, array, vector, store, ifmap, weight, ofmap, dram, sequencer, cim, cim2 };
inline constexpr std::size_t kModules = 11;

inline constexpr std::array<std::string_view, kModules> kModuleNames{
    "load", "array", "vector", "store", "ifmap", "weight", "ofmap", "dram", "sequencer", "cim", "cim2"};

constexpr std::string_view module_name(Module module) {
  return kModuleNames[static_cast<std::size_t>(module)];
}

/// The modules to record; an empty list means all of a chip without CIM macros.
using Modules = std::vector<Module>;

/// All of a chip with CIM macros. `cim2` are the macros of the layer that ends a pipeline.
Modules modules_with_cim();
constexpr bool is_cim(Module module) {
  return module == Module::cim || module == Module::cim2;
}

bool records(const Modules& modules, Module module);

/// Reads a comma list such as "array, ofmap"; blanks are ignored, an empty text or "all" records everything.
/// \throws models::UserError for an unknown name, with the nearest one and the names that exist.
Modules parse_modules(std::string_view list);

}  // namespace systole::traces
