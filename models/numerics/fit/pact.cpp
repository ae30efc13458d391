#include "models/numerics/fit/pact.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "models/errors.hpp"
#include "models/numerics/fit/adam.hpp"

namespace systole::models {

namespace {

QuantParams params_of(double alpha, const QuantRule& rule) {
  return choose_params(Range{rule.scheme == Scheme::symmetric ? -alpha : 0.0, alpha}, rule);
}

}  // namespace

PactPoint pact_gradient(double value, double alpha, bool both_sides) {
  const double lower = both_sides ? -alpha : 0.0;
  if (value >= alpha) return {alpha, 0, 1};
  if (value <= lower) return {lower, 0, both_sides ? -1.0 : 0.0};
  return {value, 1, 0};
}

FitResult fit_pact(const FitInput& input, const FitOptions& options, double initial_alpha) {
  check_input(input);
  if (input.layout.channels != 1) throw ModelError{"PACT has one alpha for all channels"};
  if (!std::isfinite(initial_alpha) || initial_alpha <= 0) throw ModelError{"PACT's alpha starts above 0"};
  const bool both_sides = input.rule.scheme == Scheme::symmetric;
  const SymmetricSpan span = span_of(input.rule);
  const auto count = static_cast<double>(input.values.size());
  double squares = 0;
  double rounded = 0;  // values that rounding may change
  for (const float value : input.values) {
    squares += static_cast<double>(value) * static_cast<double>(value);
    if (both_sides ? value != 0 : value > 0) rounded += 1;
  }
  double alpha = initial_alpha;
  if (rounded > 0) {
    const double unit = squares / count;
    const double step_share = params_of(1, input.rule).scale;
    const double penalty = rounded / count * step_share * step_share / 12;
    MeanLoss loss;
    loss.loss = [&](std::span<const double> at) {
      return squared_error(input.values, params_of(std::exp(at[0]), input.rule), span);
    };
    loss.gradient = [&](std::span<double> at, std::span<const float> batch, std::span<double> gradient) {
      const double here = std::exp(at[0]);
      double sum = 0;
      for (const float value : batch) {
        const PactPoint point = pact_gradient(static_cast<double>(value), here, both_sides);
        sum += 2 * (point.result - static_cast<double>(value)) * point.by_alpha;
      }
      gradient[0] = (sum / static_cast<double>(batch.size()) + 2 * penalty * here) * here / unit;
    };
    alpha = std::exp(minimize(loss, {std::log(alpha)}, input.values, options, 0)[0]);
  }
  FitResult result;
  result.params = {params_of(alpha, input.rule)};
  result.mse_start = squared_error(input.values, params_of(initial_alpha, input.rule), span) / count;
  result.mse = squared_error(input.values, result.params[0], span) / count;
  return result;
}

}  // namespace systole::models
