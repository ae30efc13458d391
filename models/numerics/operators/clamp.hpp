// ReLU and clamps on codes: comparisons alone. Codes and parameters stay what they are, so that nothing is requantised
// and nothing is lost: the result is the real function's, exactly where its bounds are codes.
//
// A ReLU clamps at the zero point of its own operand. (Clamping at the lowest code instead, as a saturating
// requantisation does, is a ReLU only where the zero point is the lowest code: Z = 0 for unsigned codes.)
#pragma once

#include <cstdint>
#include <limits>

#include "models/numerics/operators/codes.hpp"

namespace systole::models {

class Clamp {
 public:
  /// Of real numbers within [lowest, highest], each rounded to the nearest code; a bound may be infinite. Throws
  /// ModelError for unusable parameters, NaN and an empty range.
  Clamp(const QuantParams& params, double lowest, double highest);

  /// `out` may be `in` itself. Throws ModelError for spans of different lengths.
  void operator()(Codes in, MutableCodes out) const;

 private:
  std::int16_t lowest_;
  std::int16_t highest_;
};

inline Clamp relu(const QuantParams& params) {
  return {params, 0.0, std::numeric_limits<double>::infinity()};
}

}  // namespace systole::models
