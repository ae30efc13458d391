#include "models/numerics/fit/learned_step.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "models/numerics/fit/adam.hpp"

namespace systole::models {

namespace {

struct Start {
  QuantParams params;
  bool learns_zero_point = false;
};

/// The parameters at a point of the descent: ln of the scale and, where it is learned, the zero point over the codes'
/// number of steps.
LearnedParams learned(std::span<const double> at, const Start& start, const CodeBounds& codes) {
  const double zero = at.size() > 1 ? at[1] * codes.steps() : start.params.zero_point;
  return {std::exp(at[0]), zero, codes};
}

QuantParams fit_channel(std::span<const float> values, const Start& start, const CodeBounds& codes,
                        const FitOptions& options, std::size_t channel) {
  double squares = 0;
  for (const float value : values) squares += static_cast<double>(value) * static_cast<double>(value);
  const double unit = squares / static_cast<double>(values.size());  // so that the loss has none
  MeanLoss loss;
  loss.loss = [&](std::span<const double> at) {
    return squared_error_gradient(values, learned(at, start, codes)).loss;
  };
  loss.gradient = [&](std::span<double> at, std::span<const float> batch, std::span<double> gradient) {
    const double lowest = static_cast<double>(codes.lowest) / codes.steps();
    if (at.size() > 1) at[1] = std::clamp(at[1], lowest, lowest + 1);
    const LearnedParams params = learned(at, start, codes);
    const SquaredErrorGradient sum = squared_error_gradient(batch, params);
    const double share = 1 / (unit * static_cast<double>(batch.size()));
    gradient[0] = sum.by.by_scale * params.scale * share;
    if (gradient.size() > 1) gradient[1] = sum.by.by_zero_point * codes.steps() * share;
  };
  std::vector<double> at{std::log(start.params.scale)};
  if (start.learns_zero_point) at.push_back(static_cast<double>(start.params.zero_point) / codes.steps());
  const LearnedParams best = learned(minimize(loss, at, values, options, channel), start, codes);
  const double zero = std::clamp(std::nearbyint(best.zero_point), static_cast<double>(codes.lowest),
                                 static_cast<double>(codes.highest));
  return {best.scale, static_cast<std::int32_t>(zero), start.params.format};
}

/// `start_of(values, channel)` is the method.
template <typename StartOf>
FitResult fit_channels(const FitInput& input, const FitOptions& options, const StartOf& start_of) {
  check_input(input);
  const SymmetricSpan span = span_of(input.rule);
  const CodeBounds codes = code_bounds(input.rule.format, span);
  FitResult result;
  std::vector<float> values;
  for (std::size_t channel = 0; channel < input.layout.channels; ++channel) {
    gather_channel(input.values, input.layout, channel, values);
    const bool all_zero = std::all_of(values.begin(), values.end(), [](float value) { return value == 0; });
    Start start{choose_params(Range{}, input.rule)};
    if (!all_zero) start = start_of(values, channel);
    result.params.push_back(all_zero ? start.params : fit_channel(values, start, codes, options, channel));
    result.mse_start += squared_error(values, start.params, span);
    result.mse += squared_error(values, result.params.back(), span);
  }
  result.mse_start /= static_cast<double>(input.values.size());
  result.mse /= static_cast<double>(input.values.size());
  return result;
}

/// The middle code, which is 0 where codes have a sign, or the lowest.
std::int32_t lsq_zero_point(std::span<const float> values, const QuantRule& rule) {
  const bool both_sides = rule.scheme == Scheme::symmetric ||
                          std::any_of(values.begin(), values.end(), [](float value) { return value < 0; });
  if (!both_sides) return rule.format.lowest();
  return rule.format.is_signed ? 0 : std::int32_t{1} << (rule.format.bits - 1);
}

}  // namespace

double lsq_gradient_scale(std::size_t values, std::int32_t highest) {
  return 1 / std::sqrt(static_cast<double>(values) * highest);
}

double lsq_initial_scale(std::span<const float> values, std::int32_t highest) {
  if (values.empty()) return 0;
  double sum = 0;
  for (const float value : values) sum += std::abs(static_cast<double>(value));
  return 2 * sum / static_cast<double>(values.size()) / std::sqrt(static_cast<double>(highest));
}

double lsq_plus_initial_scale(std::span<const float> values, const CodeBounds& codes) {
  if (values.size() < 2) return 0;
  const auto count = static_cast<double>(values.size());
  double mean = 0;
  for (const float value : values) mean += static_cast<double>(value) / count;
  double variance = 0;
  for (const float value : values) variance += std::pow(static_cast<double>(value) - mean, 2) / (count - 1);
  const double spread = 3 * std::sqrt(variance);
  return 2 * std::max(std::abs(mean - spread), std::abs(mean + spread)) / codes.steps();
}

FitResult fit_lsq(const FitInput& input, const FitOptions& options) {
  // One channel with a negative value makes the whole tensor's scheme symmetric, as in Sparsebit.
  check_input(input);
  const std::int32_t zero = lsq_zero_point(input.values, input.rule);
  return fit_channels(input, options, [&](std::span<const float> values, std::size_t /*channel*/) {
    const double scale = lsq_initial_scale(values, input.rule.format.highest() - zero);
    return Start{{scale, zero, input.rule.format}};
  });
}

FitResult fit_lsq_plus(const FitInput& input, const FitOptions& options) {
  const CodeBounds codes = code_bounds(input.rule.format, span_of(input.rule));
  return fit_channels(input, options, [&](std::span<const float> values, std::size_t channel) {
    if (input.rule.scheme == Scheme::affine)
      return Start{choose_params(channel_range(input, channel, values), input.rule), true};
    const double scale = lsq_plus_initial_scale(values, codes);
    // Of a single value there is no deviation: its range serves.
    if (scale == 0) return Start{choose_params(channel_range(input, channel, values), input.rule)};
    return Start{{scale, 0, input.rule.format}};
  });
}

}  // namespace systole::models
