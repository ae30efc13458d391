// The modules that a waveform can record, as the user names them (--vcd array,ofmap).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace systole::traces {

enum class Module : std::uint8_t { load, array, vector, store, ifmap, weight, ofmap, dram, sequencer };
inline constexpr std::size_t kModules = 9;

inline constexpr std::array<std::string_view, kModules> kModuleNames{"load",   "array", "vector", "store",    "ifmap",
                                                                     "weight", "ofmap", "dram",   "sequencer"};

constexpr std::string_view module_name(Module module) {
  return kModuleNames[static_cast<std::size_t>(module)];
}

/// The modules to record; an empty list means all.
using Modules = std::vector<Module>;

bool records(const Modules& modules, Module module);

/// Reads a comma list such as "array, ofmap"; blanks are ignored, an empty text or "all" records everything.
/// \throws models::UserError for an unknown name, with the nearest one and the names that exist.
Modules parse_modules(std::string_view list);

}  // namespace systole::traces
