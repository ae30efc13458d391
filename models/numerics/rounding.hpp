// Rounding to an integer by every rule that quantised networks meet.
#pragma once

namespace systole::models {

enum class Rounding {
  half_even,  // nearest, ties to even: IEEE 754's default, and what numpy, torch and ONNX Runtime do
  half_away,  // nearest, ties away from zero: C's round(), gemmlowp's RoundingDivideByPOT
  half_up,    // nearest, ties toward +inf: an adder of one half before a shift
  half_down,  // nearest, ties toward -inf
  floor,      // toward -inf: an arithmetic shift alone
  trunc,      // toward zero: C's integer division
};

/// The integer that `rounding` makes of `value`, as a double. Exact for every double: no sum with one half is rounded
/// on its way, so that 0.49999999999999994 gives 0. Infinities and NaN come back as they are.
double round_to(double value, Rounding rounding);

}  // namespace systole::models
