// What a simulated machine says while it runs. Hardware modules call a Probe; waveforms and timelines listen.
// Times are cycles of the chip's clock and never go backwards within one run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "models/units.hpp"

namespace systole::models {

/// The units that have a state. Names in waveforms, timelines and reports come from `unit_name`.
enum class Unit : std::uint8_t { load, array, vector, store, cim };
inline constexpr int kUnits = 5;

/// A unit is in one state at a time. `wait_dram`: its data is under way; `wait_buffer`: no half is free or full.
enum class State : std::uint8_t { idle, busy, wait_dram, wait_buffer };
inline constexpr int kStates = 4;

/// Quantities that have a level over time: bytes held in a scratchpad, bytes in flight to or from DRAM,
/// and the index of the layer that is running (0-based, in program order).
enum class Level : std::uint8_t { ifmap_bytes, weight_bytes, ofmap_bytes, dram_read_bytes, dram_write_bytes, layer };
inline constexpr int kPlainLevels = 6;

/// What the CIM macros of a layer show, all in step: stages at work (0 or 1), whether it is the LSB pass, the number of
/// the pass (from 1; 0: none), of the column that each ADC converts, of the vector in its layer, and the code that the
/// first ADC of the first array has made (at cycle detail; the only level that may be negative).
enum class CimSignal : std::uint8_t { dac, settle, convert, shift_add, lsb, pass, column, vector, code };
inline constexpr int kCimSignals = 9;
inline constexpr int kCimRows = 2;  // the layer's macros, and those of the layer that ends its pipeline
inline constexpr int kLevels = kPlainLevels + kCimRows * kCimSignals;

/// Levels of CIM signals follow those that have names of their own.
constexpr Level cim_level(std::size_t row, CimSignal signal) {
  return static_cast<Level>(kPlainLevels + static_cast<int>(row) * kCimSignals + static_cast<int>(signal));
}
constexpr bool is_cim(Level level) {
  return static_cast<int>(level) >= kPlainLevels;
}

constexpr std::string_view unit_name(Unit unit) {
  constexpr std::string_view kNames[] = {"load", "array", "vector", "store", "cim"};
  return kNames[static_cast<int>(unit)];
}

constexpr std::string_view state_name(State state) {
  constexpr std::string_view kNames[] = {"idle", "busy", "wait_dram", "wait_buffer"};
  return kNames[static_cast<int>(state)];
}

class Probe {
 public:
  virtual ~Probe() = default;

  /// `unit` enters `state` at `now`.
  virtual void enter(Unit unit, State state, Cycles now) = 0;
  /// `level` has `value` from `now` on.
  virtual void set(Level level, std::int64_t value, Cycles now) = 0;
  /// A piece of work of `unit` took [begin, end). `layer` names it; `step` is the tile's index in its layer.
  virtual void span(Unit unit, std::string_view layer, std::int64_t step, Cycles begin, Cycles end) = 0;
};

}  // namespace systole::models
