// The part of range_rules.hpp that goes by entropy.
#include <algorithm>
#include <cmath>
#include <vector>

#include "models/numerics/observe/entropy_threshold.hpp"
#include "models/numerics/observe/histogram.hpp"
#include "models/numerics/observe/range_rules.hpp"

namespace systole::models {

namespace {

double magnitude_of(const Range& range) {
  return std::max(std::abs(range.low), std::abs(range.high));
}

/// The upper edge of `bins` out of `all`.
double edge(double limit, std::size_t bins, std::size_t all) {
  return limit * (static_cast<double>(bins) / static_cast<double>(all));
}

/// A ReLU's zeros, which have a code of their own in any range, would be half of the distribution and drown the rest:
/// they count no more than the next values do. (TensorRT's pytorch-quantization takes the second bin's count, for all
/// data. Where values have few levels that bin is empty, and so would be the least candidates: nothing would tell them
/// from P.)
void discount_zeros(std::vector<double>& histogram) {
  const auto next = std::find_if(histogram.begin() + 1, histogram.end(), [](double count) { return count > 0; });
  if (next != histogram.end()) histogram.front() = std::min(histogram.front(), *next);
}

}  // namespace

Range kl_range(const SampleStore& store, const ObserverOptions& options) {
  constexpr std::size_t kBinsPerLevel = 16;      // TensorRT's 2048 to 128
  constexpr std::size_t kMostCandidates = 2048;  // finer ones would lie within a two-thousandth of the range
  const Range seen = store.range().range();
  const double limit = magnitude_of(seen);
  const bool one_sign = seen.low >= 0 || seen.high <= 0;
  const bool one_sided = options.rule.scheme == Scheme::affine && one_sign;
  const auto levels = std::size_t{1} << static_cast<unsigned>(options.rule.format.bits - (one_sided ? 0 : 1));
  const std::size_t bins = std::max(static_cast<std::size_t>(options.bins), kBinsPerLevel * levels);
  const std::size_t step = std::max<std::size_t>(1, bins / kMostCandidates);
  std::vector<double> histogram = magnitude_histogram(store.values(), limit, bins);
  if (one_sign) discount_zeros(histogram);
  const std::size_t found = entropy_threshold(histogram, levels, step);
  const double threshold = edge(limit, found, bins);
  return {std::max(seen.low, -threshold), std::min(seen.high, threshold)};
}

Range kl_jit_range(const SampleStore& store, const ObserverOptions& options) {
  constexpr std::size_t kLevels = 255;
  const double limit = magnitude_of(store.range().range());
  const auto bins = static_cast<std::size_t>(options.bins);
  const double threshold =
      edge(limit, entropy_threshold_jit(magnitude_histogram(store.values(), limit, bins), kLevels), bins);
  return {-threshold, threshold};
}

Range kl_sparsebit_range(const SampleStore& store, const ObserverOptions& options) {
  const Range seen = store.range().range();
  const double limit = magnitude_of(seen);
  const auto bins = static_cast<std::size_t>(options.bins);
  const std::size_t levels = (std::size_t{1} << static_cast<unsigned>(options.rule.format.bits)) - 1;
  const std::size_t found = entropy_threshold_sparsebit(signed_histogram(store.values(), limit, bins), levels);
  const double threshold = edge(limit, found, bins / 2);
  return {seen.low < 0 ? -threshold : 0, threshold};
}

}  // namespace systole::models
