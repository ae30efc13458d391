// Fake quantisation with a step and a zero point that are learned, and what a loss's gradient becomes on its way back
// through it. With v = x/s, codes q of lowest..highest and z the zero point, rounded to an integer:
//
//   result = (clamp(round(v) + z) - z) · s
//                        v clipped below      in between       v clipped above
//   by value             0                    1                0
//   by scale             lowest - z           round(v) - v     highest - z
//   by zero point        -s                   0                -s
//
// In between, rounding passes a gradient on as if it were not there (the straight-through estimator): the row "by
// scale" is then the derivative of s · (x/s + c) with c = round(v) - v held. Where the value is clipped all three are
// exact. Sources: Esser et al., "Learned Step Size Quantization", ICLR 2020, equations 1 to 5 (z = 0, Qn = -lowest, Qp
// = highest); Bhalgat et al., "LSQ+", CVPRW 2020, equations 4 to 7 (offset = -z · s). Rounding is to the nearest even.
#pragma once

#include <cstdint>
#include <span>

#include "models/numerics/quantize/quant_params.hpp"

namespace systole::models {

/// Codes in use, both ends included.
struct CodeBounds {
  std::int32_t lowest = -128;
  std::int32_t highest = 127;
  constexpr std::int32_t steps() const { return highest - lowest; }
  bool operator==(const CodeBounds&) const = default;
};

constexpr CodeBounds code_bounds(const CodeFormat& format, SymmetricSpan span = SymmetricSpan::full) {
  const bool restricted = format.is_signed && span == SymmetricSpan::restricted;
  return {restricted ? -format.highest() : format.lowest(), format.highest()};
}

/// Scale and zero point while they are learned: reals, of which the second is rounded where it is used.
struct LearnedParams {
  double scale = 1;
  double zero_point = 0;
  CodeBounds codes;
};

/// When a value counts as clipped. The two differ for values less than half a step beyond the last code.
enum class ClipTest {
  value,  // v + z at or beyond the last code: Esser et al., equation 3
  code,   // the rounded code beyond the last one: torch's fake_quantize, Sparsebit
};

struct FakeQuantPoint {
  double result = 0;
  double by_value = 0;
  double by_scale = 0;
  double by_zero_point = 0;
};

FakeQuantPoint fake_quant_gradient(double value, const LearnedParams& params, ClipTest test = ClipTest::value);

/// Sums over a span; doubles.
struct ParamGradient {
  double by_scale = 0;
  double by_zero_point = 0;
};

/// Back through a whole tensor: `upstream` is the loss's gradient by each result, `by_value` receives that by each
/// value. Throws ModelError if lengths differ. `by_value` may be `upstream`.
ParamGradient fake_quant_backward(std::span<const float> values, std::span<const float> upstream,
                                  const LearnedParams& params, std::span<float> by_value,
                                  ClipTest test = ClipTest::value);

/// Of the loss sum (result - value)^2 over the values themselves: what fitting a step to a tensor needs.
struct SquaredErrorGradient {
  double loss = 0;
  ParamGradient by;
};
SquaredErrorGradient squared_error_gradient(std::span<const float> values, const LearnedParams& params);

}  // namespace systole::models
