// How long macros work on one input vector (cim.md §2):
//
//   t = passes · (t_dac + t_settle + columns of an ADC / f_s)
//
// A pass sets all rows, waits for the currents, and converts all columns; an ADC's columns one after another in slots
// of 1/f_s each, used or not: the sequencer's schedule is fixed. A conversion takes its slot whatever its bits. The
// next pass begins when the last column is converted. 3 · (10 + 50 + 8 · 10) ns = 420 ns.
//
// Times are exact, as fractions, until a vector is through: the sequencer starts each vector at an edge of the clock,
// so t is rounded up to cycles once a vector. Edges inside it are shown rounded up from the vector's begin, each by
// itself.
#pragma once

#include <cstdint>

#include "models/cim/engine.hpp"
#include "models/units.hpp"

namespace systole::models {

enum class CimPhase : std::uint8_t { dac, settle, convert };

class CimPassTiming {
 public:
  CimPassTiming(const CimEngine& engine, Hertz clock);

  Picoseconds dac() const { return dac_; }
  Picoseconds settle() const { return settle_; }
  /// Of all columns of one ADC; rounded up to a picosecond, as is the time of a vector.
  Picoseconds adc() const;
  Picoseconds vector() const;

  std::int64_t passes() const { return passes_; }
  std::int64_t columns() const { return columns_; }
  /// From the begin of one vector to that of the next, where nothing else holds it up.
  Cycles vector_cycles() const { return until(passes_ - 1, CimPhase::convert); }
  /// From the begin of a vector to the end of a phase of a pass.
  Cycles until(std::int64_t pass, CimPhase phase) const;
  /// To the end of a conversion: the `column`th that each ADC does in the pass.
  Cycles until_column(std::int64_t pass, std::int64_t column) const;

 private:
  Picoseconds dac_;
  Picoseconds settle_;
  std::int64_t rate_;     // conversions a second
  std::int64_t columns_;  // of an ADC
  std::int64_t passes_;
  std::int64_t clock_;
};

/// Rounded up.
Cycles to_cycles(Picoseconds time, Hertz clock);

}  // namespace systole::models
