// From cycles to the time units of a trace file. Each conversion starts from the integer cycle, so that rounding never
// adds up.
#pragma once

#include <cstdint>

#include "models/units.hpp"

namespace systole::traces {

inline constexpr std::int64_t kPicosecondsPerSecond = 1'000'000'000'000;
inline constexpr std::int64_t kFemtosecondsPerSecond = 1'000'000'000'000'000;

class TimeBase {
 public:
  /// \throws models::UserError when the clock is not positive.
  TimeBase(models::Hertz clock, std::int64_t ticks_per_second);

  /// Picoseconds where the period is a whole number of them, else femtoseconds.
  static TimeBase finest(models::Hertz clock);

  std::int64_t ticks_per_second() const { return ticks_per_second_; }
  /// The time of the clock edge that starts cycle `cycle`, rounded to the nearest tick (half up).
  std::int64_t ticks(models::Cycles cycle) const;

 private:
  std::int64_t clock_;
  std::int64_t ticks_per_second_;
};

}  // namespace systole::traces
