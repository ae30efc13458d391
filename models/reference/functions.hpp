// Functions of one element in the reference network, computed in double.
//
// gelu is the exact form x·Φ(x) = x/2·(1 + erf(x/√2)) (Hendrycks and Gimpel 2016, arXiv:1606.08415, section 2), torch's
// default; silu is x·sigmoid(x).
#pragma once

#include <cstdint>
#include <span>

namespace systole::models {

enum class FloatFunction : std::uint8_t { relu, sigmoid, silu, gelu, exp, tanh };

double evaluate(FloatFunction function, double x);

/// Element by element; `output` may be `input`. Both throw ModelError when spans differ in size.
void float_apply(FloatFunction function, std::span<const float> input, std::span<float> output);
/// min(max(x, lowest), highest): ReLU6 with 0 and 6. NaN stays NaN.
void float_clamp(std::span<const float> input, float lowest, float highest, std::span<float> output);

}  // namespace systole::models
