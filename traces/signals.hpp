// The signals of a waveform: the one list that the VCD writer and the GTKWave save file share.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "models/probe/probe.hpp"
#include "traces/modules.hpp"

namespace systole::traces {

inline constexpr std::string_view kTopScope = "accelerator";

struct Signal {
  Module module{};
  std::string_view name;
  int bits = 1;
  bool is_signed = false;

  /// As waveform viewers know it: "accelerator.ifmap.occupancy[63:0]".
  std::string path() const;
};

inline constexpr auto kUnitCount = static_cast<std::size_t>(models::kUnits);
inline constexpr auto kStateCount = static_cast<std::size_t>(models::kStates);
inline constexpr auto kLevelCount = static_cast<std::size_t>(models::kLevels);
inline constexpr std::size_t kSignals = kUnitCount * kStateCount + kLevelCount;

/// Units and levels that every chip has, then those of CIM macros.
inline constexpr std::size_t kPlainUnits = kUnitCount - 1;
inline constexpr std::size_t kPlainSignals = kPlainUnits * kStateCount + models::kPlainLevels;

/// A unit shows one wire a state, of which exactly one is high.
constexpr std::size_t signal_index(models::Unit unit, models::State state) {
  const std::size_t first = unit == models::Unit::cim ? kPlainSignals : static_cast<std::size_t>(unit) * kStateCount;
  return first + static_cast<std::size_t>(state);
}

constexpr std::size_t signal_index(models::Level level) {
  return kPlainUnits * kStateCount + static_cast<std::size_t>(level) + (is_cim(level) ? kStateCount : 0);
}

/// By `signal_index`; signals of one module are neighbours.
const std::array<Signal, kSignals>& signals();

}  // namespace systole::traces
