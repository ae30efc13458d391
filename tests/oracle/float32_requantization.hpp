// The requantisation of ONNX Runtime's CPU provider (MlasRequantizeOutput): in float32, where ours is in float64 or in
// integers. What differs from it is explained by that, and only where the exact product lies next to a tie.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "models/numerics/quantize/quant_params.hpp"

namespace systole::tests {

/// As QLinearConv and QLinearMatMul form it: each operation rounded to float32.
inline float float32_multiplier(double input_scale, double weight_scale, double output_scale) {
  return static_cast<float>(input_scale) * static_cast<float>(weight_scale) / static_cast<float>(output_scale);
}

/// `sum` is what 32 bits hold.
inline std::int32_t float32_requantized(std::int64_t sum, float multiplier, const models::QuantParams& out) {
  const float low = static_cast<float>(out.format.lowest() - out.zero_point);
  const float high = static_cast<float>(out.format.highest() - out.zero_point);
  const float product = static_cast<float>(static_cast<std::int32_t>(sum)) * multiplier;
  return static_cast<std::int32_t>(std::nearbyint(std::min(std::max(product, low), high))) + out.zero_point;
}

/// Four roundings: sx·sw, its quotient with sy, the sum as a float, and the product with it.
constexpr double kFloat32Error = 4 * 0x1p-24;

/// Whether float32 can round `exact`, the product before the zero point, to another integer than exact arithmetic.
inline bool next_to_tie(double exact) {
  return std::abs(std::abs(exact - std::floor(exact)) - 0.5) <= std::abs(exact) * kFloat32Error;
}

}  // namespace systole::tests
