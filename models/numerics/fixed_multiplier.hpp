// Real multipliers as integers with a shift, and the integer arithmetic that applies them.
//
// Sources: gemmlowp's fixedpoint.h and TensorFlow Lite's quantization_util (Jacob et al., CVPR 2018, section 2.2), of
// which the first three functions have every bit.
#pragma once

#include <cstdint>

namespace systole::models {

/// The high 32 bits of 2ab: trunc((ab + nudge) / 2^31) with a nudge of 2^30 for ab >= 0 and of 1 - 2^30 below. That is
/// ab / 2^31 to the nearest integer, ties toward +inf. Saturates in its one overflow, -2^31 times -2^31.
std::int32_t saturating_rounding_doubling_high_mul(std::int32_t a, std::int32_t b);

/// value / 2^exponent to the nearest integer, ties away from zero. 0 <= exponent <= 31.
constexpr std::int32_t rounding_divide_by_pot(std::int32_t value, int exponent) {
  const auto mask = static_cast<std::int32_t>((std::uint32_t{1} << exponent) - 1);
  const std::int32_t remainder = value & mask;
  const std::int32_t threshold = (mask >> 1) + (value < 0 ? 1 : 0);
  return (value >> exponent) + (remainder > threshold ? 1 : 0);
}

/// quantised · 2^(shift - 31): within 2^(shift - 32) of the real multiplier.
struct FixedMultiplier {
  std::int32_t quantised = 0;  // 2^30 to 2^31 - 1, or 0 for a multiplier of 0
  int shift = 0;               // at least -31; above 0 for multipliers of 1 and more
};

/// Multipliers below 2^-32 become 0. Throws ModelError unless `real` is finite and at least 0.
FixedMultiplier fixed_multiplier(double real);

/// multiplier / 2^shift, applied as (accumulator · multiplier) >> shift, which rounds toward -inf.
struct ShiftMultiplier {
  std::int64_t multiplier = 0;  // at most 2^50
  int shift = 1;                // 1 to 22
};

/// The smallest shift n that gives floor(round(2^n M) · 7000 / 2^n) = round(7000 M), ties to even, or else n = 22: the
/// search of "pytorch-quantization-demo" (Jermmy). It looks at a single accumulator of 7000: multipliers to 1/14000 are
/// taken for 0, and products of others can be off by far more than 1.
/// Throws ModelError unless 0 <= real <= 2^28.
ShiftMultiplier shift_multiplier(double real);

}  // namespace systole::models
