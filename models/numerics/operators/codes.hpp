// What every operator on codes starts from and ends with: spans of codes, the check of their parameters, and the step
// from a real number to a code.
//
// The arithmetic is that of integer-only inference (Jacob et al., CVPR 2018, section 2.1): real = (code - Z)·S. An
// operator centres its codes, works in steps of the output's scale, rounds those, adds the output's zero point and
// clamps: clamp(round(steps) + Z), in this order ("round then add": it decides ties where Z is odd).
#pragma once

#include <cstdint>
#include <span>

#include "models/numerics/quantize/quant_params.hpp"
#include "models/numerics/rounding.hpp"

namespace systole::models {

using Codes = std::span<const std::int16_t>;
using MutableCodes = std::span<std::int16_t>;

/// Throws ModelError unless the format fits a std::int16_t, the scale is positive and finite and the zero point is one
/// of the codes: a scale of 0 or infinity is how NaN would come in. `what` names the tensor.
void require_usable(const QuantParams& params, const char* what);

/// Parameters of a tensor that is 0 everywhere: its range is degenerate, and any finite scale is right. Scale 1 and
/// zero point 0.
constexpr QuantParams zero_tensor_params(const CodeFormat& format) {
  return {1.0, 0, format};
}

/// The fixed range [0, 1], of softmaxed weights and probabilities: the lowest code is 0, the highest 1.
constexpr QuantParams unit_range_params(const CodeFormat& format) {
  return {1.0 / (format.highest() - format.lowest()), format.lowest(), format};
}

/// clamp(round(steps) + Z) for values in units of the output's scale, by themselves or in spans.
class CodeWriter {
 public:
  /// Throws ModelError as require_usable().
  explicit CodeWriter(const QuantParams& output, Rounding rounding = Rounding::half_even);

  /// `steps` may be infinite; NaN has no code and throws ModelError.
  std::int16_t operator()(double steps) const;
  /// The same for spans of equal length, without a check for NaN.
  void write(std::span<const double> steps, MutableCodes out) const;

 private:
  Rounding rounding_;
  std::int32_t zero_point_;
  double lowest_;  // of steps, before the zero point is added
  double highest_;
};

/// The code of a real number: round(real / S) + Z, clamped. Throws ModelError for NaN.
std::int16_t code_of(double real, const QuantParams& params, Rounding rounding = Rounding::half_even);

}  // namespace systole::models
