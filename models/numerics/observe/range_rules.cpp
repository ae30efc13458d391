#include "models/numerics/observe/range_rules.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "models/numerics/observe/aciq.hpp"
#include "models/numerics/observe/quantile.hpp"
#include "models/numerics/quantize/quantize_values.hpp"

namespace systole::models {

namespace {

std::vector<float> copy(const SampleStore& store) {
  return {store.values().begin(), store.values().end()};
}

std::size_t share_of(double alpha, std::size_t count) {
  return static_cast<std::size_t>(round_to(alpha * static_cast<double>(count), Rounding::half_even));
}

Range kth_range(const SampleStore& store, double alpha) {
  std::vector<float> values = copy(store);
  const auto negative =
      static_cast<std::size_t>(std::count_if(values.begin(), values.end(), [](float value) { return value < 0; }));
  const std::size_t positive = values.size() - negative;
  Range range;
  if (negative > 0) range.low = kth_smallest(values, std::max<std::size_t>(share_of(alpha, negative), 1));
  if (positive > 0) range.high = kth_smallest(values, values.size() - share_of(alpha, positive));
  return range;
}

double squared_error(std::span<const float> values, const QuantParams& params, const QuantizeStyle& style) {
  std::array<float, 1024> quantized{};
  double total = 0;
  for (std::size_t first = 0; first < values.size(); first += quantized.size()) {
    const auto part = values.subspan(first, std::min(quantized.size(), values.size() - first));
    const std::span<float> out{quantized.data(), part.size()};
    fake_quantize(part, params, style, out);
    for (std::size_t i = 0; i < part.size(); ++i) {
      const double error = static_cast<double>(out[i]) - static_cast<double>(part[i]);
      total += error * error;
    }
  }
  return total;
}

/// [-alpha b, alpha b], or one side of it.
Range clipped(double deviation, double (*alpha)(int), const Range& seen, const QuantRule& rule) {
  if (!(deviation > 0)) return seen;
  const bool affine = rule.scheme == Scheme::affine;
  const int bits = rule.format.bits;
  if (affine && seen.low >= 0) return {0, alpha(bits + 1) * deviation};
  if (affine && seen.high <= 0) return {-alpha(bits + 1) * deviation, 0};
  const double threshold = alpha(bits) * deviation;
  return {-threshold, threshold};
}

}  // namespace

Range minmax_range(const RunningRange& seen, const ObserverOptions& /*options*/) {
  return seen.range();
}

Range percentile_range(const SampleStore& store, const ObserverOptions& options) {
  if (options.percentile_form == PercentileForm::kth_smallest) return kth_range(store, options.alpha);
  std::vector<float> values = copy(store);
  if (options.percentile_form == PercentileForm::both_tails) {
    const double low = linear_quantile(values, options.alpha);
    return {low, linear_quantile(values, 1 - options.alpha)};
  }
  for (float& value : values) value = std::abs(value);
  const double magnitude = linear_quantile(values, 1 - options.alpha);
  return {-magnitude, magnitude};
}

Range mse_range(const SampleStore& store, const ObserverOptions& options) {
  const Range all = store.range().range();
  const QuantizeStyle style = style_of(options.rule);
  double least = std::numeric_limits<double>::infinity();
  Range best = all;
  for (int candidate = 0; candidate < options.mse_candidates; ++candidate) {
    const double kept = 1 - 0.01 * candidate;
    const Range range{all.low * kept, all.high * kept};
    const double error = squared_error(store.values(), choose_params(range, options.rule), style);
    if (!(error < least)) continue;
    least = error;
    best = range;
  }
  return best;
}

Range aciq_gauss_range(const RunningRange& seen, const ObserverOptions& options) {
  const Range range = seen.range();
  const double deviation = seen.count < 2 ? 0 : aciq_gauss_deviation(range, seen.count);
  return clipped(deviation, aciq_gauss_alpha, range, options.rule);
}

Range aciq_laplace_range(const SampleStore& store, const ObserverOptions& options) {
  const auto count = static_cast<double>(store.values().size());
  double mean = 0;
  for (const float value : store.values()) mean += value / count;
  double deviation = 0;
  for (const float value : store.values()) deviation += std::abs(value - mean) / count;
  return clipped(deviation, aciq_laplace_alpha, store.range().range(), options.rule);
}

}  // namespace systole::models
