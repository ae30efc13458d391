#include "models/numerics/fit/fake_quant_gradient.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "models/errors.hpp"

namespace systole::models {

namespace {

/// The clipped ends as distances from the zero point, in steps.
struct Ends {
  double scale;
  double low;
  double high;
};

Ends ends_of(const LearnedParams& params) {
  if (!std::isfinite(params.scale) || params.scale <= 0) throw ModelError{"fake quantisation needs a positive scale"};
  const double zero = std::nearbyint(params.zero_point);
  return {params.scale, params.codes.lowest - zero, params.codes.highest - zero};
}

/// Nearest even integer for |value| < 2^51, by additions alone: these vectorise where there is no rounding instruction.
double nearest(double value) {
  constexpr double kIntegersFromHere = 0x1.8p52;
  return (value + kIntegersFromHere) - kIntegersFromHere;
}

FakeQuantPoint point(double value, const Ends& ends, ClipTest test) {
  const double steps = value / ends.scale;
  const double clamped = std::min(std::max(steps, ends.low - 1), ends.high + 1);  // so that any value can be rounded
  const double code = nearest(clamped);
  const double tested = test == ClipTest::value ? clamped : code;
  // Rounded codes are clipped only beyond the ends, values at them already.
  const double slack = test == ClipTest::value ? 0 : 0.5;
  const bool below = tested <= ends.low - slack;
  const bool above = tested >= ends.high + slack;
  const double kept = std::min(std::max(code, ends.low), ends.high);
  const double inside = below || above ? 0.0 : 1.0;
  return {kept * ends.scale, inside, kept - inside * clamped, (inside - 1) * ends.scale};
}

}  // namespace

FakeQuantPoint fake_quant_gradient(double value, const LearnedParams& params, ClipTest test) {
  return point(value, ends_of(params), test);
}

ParamGradient fake_quant_backward(std::span<const float> values, std::span<const float> upstream,
                                  const LearnedParams& params, std::span<float> by_value, ClipTest test) {
  if (upstream.size() != values.size() || by_value.size() != values.size())
    throw ModelError{"gradients and values differ in number"};
  const Ends ends = ends_of(params);
  ParamGradient sum;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const FakeQuantPoint at = point(static_cast<double>(values[i]), ends, test);
    const auto gradient = static_cast<double>(upstream[i]);
    sum.by_scale += gradient * at.by_scale;
    sum.by_zero_point += gradient * at.by_zero_point;
    by_value[i] = static_cast<float>(gradient * at.by_value);
  }
  return sum;
}

SquaredErrorGradient squared_error_gradient(std::span<const float> values, const LearnedParams& params) {
  const Ends ends = ends_of(params);
  SquaredErrorGradient sum;
  for (const float real : values) {
    const auto value = static_cast<double>(real);
    const FakeQuantPoint at = point(value, ends, ClipTest::value);
    const double error = at.result - value;
    sum.loss += error * error;
    sum.by.by_scale += 2 * error * at.by_scale;
    sum.by.by_zero_point += 2 * error * at.by_zero_point;
  }
  return sum;
}

}  // namespace systole::models
