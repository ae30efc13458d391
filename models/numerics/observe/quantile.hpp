// Order statistics of values in any order.
#pragma once

#include <cstddef>
#include <span>

namespace systole::models {

/// The `k`-th smallest, k from 1. Reorders the values. Throws ModelError unless 1 <= k <= their number.
float kth_smallest(std::span<float> values, std::size_t k);

/// numpy's and torch's default quantile: linear between the order statistics around (n - 1) · `share`. Reorders the
/// values. Throws ModelError if there are none, or for a share outside 0 to 1.
double linear_quantile(std::span<float> values, double share);

}  // namespace systole::models
