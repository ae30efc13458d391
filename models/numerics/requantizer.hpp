// From a sum in units of (input scale · weight scale) to a code in units of the output's scale: the product with a real
// multiplier M = sx·sw/sy, before the output's zero point and the clamp.
#pragma once

#include <cstdint>
#include <span>

#include "models/numerics/fixed_multiplier.hpp"

namespace systole::models {

/// How acc · M becomes an integer. q·2^(s-31) is what fixed_multiplier() makes of M.
enum class RequantMode {
  float64_half_even,  // of a product of doubles, ties to even: at most 1/2 + |acc·M|·2^-53 from acc·M
  float64_half_away,  // the same, ties away from zero
  gemmlowp,           // rounds the high half of a product, then its shift: at most 3/4 from acc·q·2^(s-31)
  single_rounding,    // floor(acc·q·2^(s-31) + 1/2): at most 1/2 from it, ties toward +inf
  shift_truncate,     // (acc·multiplier) >> shift as of shift_multiplier(): a floor, less than 1 from the quotient
};

/// One multiplier in one mode. Every mode is monotone in the accumulator. Accumulators of up to 48 bits are meant:
/// - gemmlowp is defined on 32 bits alone, so that its accumulator is first saturated to them, and again after the
///   shift to the left that multipliers of 1 and more take, where gemmlowp itself overflows;
/// - the float64 modes take accumulators beyond 53 bits to the nearest double;
/// - the other two are exact for all 64 bits.
/// Results outside 64 bits saturate.
class Requantizer {
 public:
  /// Throws ModelError unless `multiplier` is finite and at least 0, and at most 2^28 for shift_truncate.
  Requantizer(double multiplier, RequantMode mode);

  std::int64_t operator()(std::int64_t accumulator) const;

  /// The same for every element; `out` may be `accumulators` itself. Throws ModelError if their lengths differ.
  void requantize(std::span<const std::int64_t> accumulators, std::span<std::int64_t> out) const;

 private:
  template <class Use>
  void with_kernel(const Use& use) const;

  RequantMode mode_;
  double real_;
  FixedMultiplier fixed_;
  ShiftMultiplier shifted_;
};

}  // namespace systole::models
