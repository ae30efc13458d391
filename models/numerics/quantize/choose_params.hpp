// From the range of real values that a tensor (or a channel of it) takes to the scale and zero point of its codes.
//
// With [low, high] widened to contain 0 (so that padding and ReLU's zero have an exact code), m = max(-low, high) and b
// bits:
// - affine: scale = (high - low) / (2^b - 1), zero point = round(-low / scale) + lowest code, so that a zero point of
//   signed codes is that of unsigned ones minus 2^(b-1);
// - symmetric: zero point 0, scale = m / (2^(b-1) - 1) with the codes -(2^(b-1) - 1) and up (`restricted`), or
//   2 m / (2^b - 1) with all codes (`full`, Sparsebit: m itself lies half a step beyond the highest code).
// Sources: Jacob et al., CVPR 2018, section 2.1; gemmlowp's quantization_example.
#pragma once

#include <span>
#include <vector>

#include "models/numerics/quantize/quant_params.hpp"
#include "models/numerics/rounding.hpp"

namespace systole::models {

struct Range {
  double low = 0;
  double high = 0;
  bool operator==(const Range&) const = default;
};

enum class Scheme { symmetric, affine };

/// What a range of no width gives, and the least scale otherwise. Never NaN, infinite or 0.
enum class DegenerateScale {
  one,          // scale 1 where it would be 0; any other scale is left as it is (EdgeINT8, later DARTSQ)
  epsilon_1e6,  // no scale below 1e-6 (Sparsebit)
  epsilon_1e8,  // no scale below 1e-8 (JiT)
};

/// Where an affine zero point is measured from. The two differ by one where a tie is broken by the quotient's rounding,
/// and for ranges of no width.
enum class ZeroPointForm {
  from_low,   // round(-low / scale)
  from_high,  // round(clamp(2^b - 1 - high / scale)): Jermmy's pytorch-quantization-demo and DARTSQ, whose zero point
              // of [0, 0] is 2^b - 1
};

struct QuantRule {
  CodeFormat format;
  Scheme scheme = Scheme::symmetric;
  SymmetricSpan symmetric_span = SymmetricSpan::restricted;  // no matter for affine codes
  DegenerateScale degenerate = DegenerateScale::one;
  Rounding rounding = Rounding::half_even;  // of the zero point, and of codes: see style_of()
  ZeroPointForm zero_point_form = ZeroPointForm::from_low;
  bool operator==(const QuantRule&) const = default;
};

/// Throws ModelError unless the range is finite and not upside down, and the format one of those that CodeFormat
/// describes; symmetric codes have a sign.
QuantParams choose_params(const Range& range, const QuantRule& rule);

/// One a channel.
std::vector<QuantParams> choose_params(std::span<const Range> ranges, const QuantRule& rule);

/// The same real values in codes of as many bits with, or without, a sign: codes and zero point move by 2^(b-1).
/// Throws ModelError for 16 bits.
QuantParams with_sign(const QuantParams& params, bool is_signed);

}  // namespace systole::models
