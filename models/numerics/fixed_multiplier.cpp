#include "models/numerics/fixed_multiplier.hpp"

#include <cmath>
#include <limits>
#include <string>

#include "models/errors.hpp"
#include "models/numerics/rounding.hpp"

namespace systole::models {

namespace {

constexpr double kLargestShiftMultiplier = 0x1p28;  // with 22 bits of shift, 7000 times it still fits 63 bits

void require_within(double real, double highest) {
  if (real >= 0 && real <= highest) return;  // false for NaN
  throw ModelError{"a multiplier of " + std::to_string(real) + " is not within 0 and " + std::to_string(highest)};
}

}  // namespace

std::int32_t saturating_rounding_doubling_high_mul(std::int32_t a, std::int32_t b) {
  constexpr std::int32_t kLowest = std::numeric_limits<std::int32_t>::min();
  if (a == kLowest && b == kLowest) return std::numeric_limits<std::int32_t>::max();
  const std::int64_t product = std::int64_t{a} * b;
  const std::int64_t nudge = product >= 0 ? std::int64_t{1} << 30 : 1 - (std::int64_t{1} << 30);
  return static_cast<std::int32_t>((product + nudge) / (std::int64_t{1} << 31));  // a division: a shift would floor
}

FixedMultiplier fixed_multiplier(double real) {
  require_within(real, std::numeric_limits<double>::max());
  if (real == 0) return {};
  int shift = 0;
  const double fraction = std::frexp(real, &shift);
  auto quantised = static_cast<std::int64_t>(round_to(fraction * 0x1p31, Rounding::half_away));
  if (quantised == std::int64_t{1} << 31) {
    quantised /= 2;
    ++shift;
  }
  if (shift < -31) return {};
  return {static_cast<std::int32_t>(quantised), shift};
}

ShiftMultiplier shift_multiplier(double real) {
  require_within(real, kLargestShiftMultiplier);
  constexpr std::int64_t kAccumulator = 7000;
  constexpr int kLongestShift = 22;
  const auto wanted =
      static_cast<std::int64_t>(round_to(real * static_cast<double>(kAccumulator), Rounding::half_even));
  ShiftMultiplier found;
  for (found.shift = 1;; ++found.shift) {
    found.multiplier = static_cast<std::int64_t>(round_to(std::ldexp(real, found.shift), Rounding::half_even));
    if (found.shift == kLongestShift || (found.multiplier * kAccumulator) >> found.shift == wanted) return found;
  }
}

}  // namespace systole::models
