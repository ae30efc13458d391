// Counts of values in bins of one width (Boost.Histogram), as doubles, for the search of thresholds.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace systole::models {

/// Counts of |value| in `bins` equal bins over [0, limit], or of value over [-limit, limit]; the limits belong to the
/// last bins. `limit` is positive.
std::vector<double> magnitude_histogram(std::span<const float> values, double limit, std::size_t bins);
std::vector<double> signed_histogram(std::span<const float> values, double limit, std::size_t bins);

}  // namespace systole::models
