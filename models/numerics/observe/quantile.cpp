#include "models/numerics/observe/quantile.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "models/errors.hpp"

namespace systole::models {

float kth_smallest(std::span<float> values, std::size_t k) {
  if (k < 1 || k > values.size())
    throw ModelError{"no smallest value number " + std::to_string(k) + " of " + std::to_string(values.size())};
  const auto place = values.begin() + static_cast<std::ptrdiff_t>(k - 1);
  std::nth_element(values.begin(), place, values.end());
  return *place;
}

double linear_quantile(std::span<float> values, double share) {
  if (values.empty() || !(share >= 0 && share <= 1))
    throw ModelError{"no quantile " + std::to_string(share) + " of " + std::to_string(values.size()) + " values"};
  const double place = static_cast<double>(values.size() - 1) * share;
  const double whole = std::floor(place);
  const auto below = static_cast<std::size_t>(whole);
  const double low = kth_smallest(values, below + 1);
  if (below + 1 == values.size()) return low;
  const double high = *std::min_element(values.begin() + static_cast<std::ptrdiff_t>(below) + 1, values.end());
  return low + (high - low) * (place - whole);
}

}  // namespace systole::models
