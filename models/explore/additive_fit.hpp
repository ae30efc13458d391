// Least squares over indicators of values: how much of a figure's variance axes leave unexplained. Internal to
// effects.cpp.
#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "models/explore/effects.hpp"

namespace systole::models {

struct Fit {
  double residual = 0;   // sum of squares that is left
  std::size_t rank = 0;  // of the model, its mean included
};

/// A sum of a function of each of `axes` and, where given, one of a pair of axes together.
Fit fit_of(const Trials& trials, double mean, const std::vector<std::size_t>& axes,
           std::optional<std::pair<std::size_t, std::size_t>> pair);

}  // namespace systole::models
