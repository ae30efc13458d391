// Real values to codes and back, a span at a time. Quotients are taken in double, so that a value is at a tie only if
// the quotient of value and scale is; what is float stays within float's rounding of the exact result.
//
// Values beyond the codes (infinities too) get the nearest code; NaN gets the lowest. All functions throw ModelError if
// spans differ in length, or if a scale is not positive and finite. Spans of one length may be one and the same.
#pragma once

#include <cstdint>
#include <span>

#include "models/numerics/quantize/channel_layout.hpp"
#include "models/numerics/quantize/choose_params.hpp"
#include "models/numerics/quantize/quant_params.hpp"
#include "models/numerics/rounding.hpp"

namespace systole::models {

/// x/s = 1/2 with a zero point of 1 becomes 1 by the first and 2 by the second: ties to even see another parity.
enum class QuantizeOrder {
  round_then_add,  // clamp(round(x/s) + z): numpy, torch, ONNX Runtime, Sparsebit
  add_then_round,  // round(clamp(x/s + z)): Jermmy's pytorch-quantization-demo, DARTSQ
};

struct QuantizeStyle {
  Rounding rounding = Rounding::half_even;
  QuantizeOrder order = QuantizeOrder::round_then_add;
  SymmetricSpan span = SymmetricSpan::full;  // restricted: no code below -highest() of a signed format
  bool operator==(const QuantizeStyle&) const = default;
};

/// Codes as the rule's parameters mean them: its rounding and its span, unrestricted for affine codes.
QuantizeStyle style_of(const QuantRule& rule, QuantizeOrder order = QuantizeOrder::round_then_add);

void quantize(std::span<const float> values, const QuantParams& params, const QuantizeStyle& style,
              std::span<std::int16_t> codes);

void dequantize(std::span<const std::int16_t> codes, const QuantParams& params, std::span<float> values);

/// dequantize(quantize(values)) without the codes in between: what quantisation-aware training and quantise-dequantise
/// pairs (QDQ) see.
void fake_quantize(std::span<const float> values, const QuantParams& params, const QuantizeStyle& style,
                   std::span<float> out);

/// One QuantParams a channel.
void quantize(std::span<const float> values, const ChannelLayout& layout, std::span<const QuantParams> params,
              const QuantizeStyle& style, std::span<std::int16_t> codes);

void dequantize(std::span<const std::int16_t> codes, const ChannelLayout& layout, std::span<const QuantParams> params,
                std::span<float> values);

void fake_quantize(std::span<const float> values, const ChannelLayout& layout, std::span<const QuantParams> params,
                   const QuantizeStyle& style, std::span<float> out);

}  // namespace systole::models
