#include "models/numerics/quantize/choose_params.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "models/errors.hpp"

namespace systole::models {

namespace {

void check(const Range& range, const QuantRule& rule) {
  if (!std::isfinite(range.low) || !std::isfinite(range.high) || range.low > range.high ||
      !std::isfinite(range.high - range.low))
    throw ModelError{"no codes for values from " + std::to_string(range.low) + " to " + std::to_string(range.high)};
  const CodeFormat& format = rule.format;
  if (format.bits < 2 || format.bits > (format.is_signed ? 16 : 15))
    throw ModelError{"no codes of " + std::to_string(format.bits) +
                     (format.is_signed ? " bits with" : " bits without") + " a sign"};
  if (rule.scheme == Scheme::symmetric && !format.is_signed) throw ModelError{"symmetric codes have a sign"};
}

double kept_above_zero(double scale, DegenerateScale degenerate) {
  switch (degenerate) {
    case DegenerateScale::one:
      return scale > 0 ? scale : 1;
    case DegenerateScale::epsilon_1e6:
      return std::max(scale, 1e-6);
    case DegenerateScale::epsilon_1e8:
      return std::max(scale, 1e-8);
  }
  throw ModelError{"choose_params: no such policy for ranges of no width"};
}

QuantParams symmetric(double low, double high, const QuantRule& rule) {
  const double magnitude = std::max(-low, high);
  const CodeFormat& format = rule.format;
  const double scale = rule.symmetric_span == SymmetricSpan::restricted
                           ? magnitude / format.highest()
                           : 2 * magnitude / (format.highest() - format.lowest());
  return {kept_above_zero(scale, rule.degenerate), 0, format};
}

QuantParams affine(double low, double high, const QuantRule& rule) {
  const CodeFormat& format = rule.format;
  const double steps = format.highest() - format.lowest();
  const double unguarded = (high - low) / steps;
  const double scale = kept_above_zero(unguarded, rule.degenerate);
  // Not the quotient by a rounded scale, where it can be had from the range itself: ties are then the range's own.
  const auto codes = [&](double value) { return scale == unguarded ? value * steps / (high - low) : value / scale; };
  const double from_lowest =
      rule.zero_point_form == ZeroPointForm::from_low ? codes(-low) : std::clamp(steps - codes(high), 0.0, steps);
  const double zero = std::clamp(round_to(from_lowest, rule.rounding), 0.0, steps);
  return {scale, format.lowest() + static_cast<std::int32_t>(zero), format};
}

}  // namespace

QuantParams choose_params(const Range& range, const QuantRule& rule) {
  check(range, rule);
  const double low = std::min(range.low, 0.0);
  const double high = std::max(range.high, 0.0);
  return rule.scheme == Scheme::symmetric ? symmetric(low, high, rule) : affine(low, high, rule);
}

std::vector<QuantParams> choose_params(std::span<const Range> ranges, const QuantRule& rule) {
  std::vector<QuantParams> params;
  params.reserve(ranges.size());
  for (const Range& range : ranges) params.push_back(choose_params(range, rule));
  return params;
}

QuantParams with_sign(const QuantParams& params, bool is_signed) {
  if (params.format.is_signed == is_signed) return params;
  if (params.format.bits > 15) throw ModelError{"no codes of 16 bits without a sign"};
  const std::int32_t half = std::int32_t{1} << (params.format.bits - 1);
  return {params.scale, params.zero_point + (is_signed ? -half : half), {params.format.bits, is_signed}};
}

}  // namespace systole::models
