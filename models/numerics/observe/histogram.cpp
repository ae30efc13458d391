#include "models/numerics/observe/histogram.hpp"

#include <boost/histogram/axis/regular.hpp>
#include <boost/histogram/make_histogram.hpp>

#include <cmath>

namespace systole::models {

namespace {

/// numpy's convention: the upper limit belongs to the last bin, for which Boost.Histogram has its overflow bin.
template <class Value>
std::vector<double> counts(std::span<const float> values, double low, double high, std::size_t bins,
                           const Value& value_of) {
  using Axis = boost::histogram::axis::regular<double>;
  auto histogram =
      boost::histogram::make_histogram_with(std::vector<double>{}, Axis{static_cast<unsigned>(bins), low, high});
  for (const float value : values) histogram(value_of(value));
  std::vector<double> result(bins);
  for (std::size_t bin = 0; bin < bins; ++bin) result[bin] = histogram.at(static_cast<int>(bin));
  result.front() += histogram.at(-1);
  result.back() += histogram.at(static_cast<int>(bins));
  return result;
}

}  // namespace

std::vector<double> magnitude_histogram(std::span<const float> values, double limit, std::size_t bins) {
  return counts(values, 0, limit, bins, [](float value) { return std::abs(static_cast<double>(value)); });
}

std::vector<double> signed_histogram(std::span<const float> values, double limit, std::size_t bins) {
  return counts(values, -limit, limit, bins, [](float value) { return static_cast<double>(value); });
}

}  // namespace systole::models
