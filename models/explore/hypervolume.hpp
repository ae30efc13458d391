// How much of the space of figures a front has conquered: one number that grows as a search gets on.
#pragma once

#include <vector>

#include "models/explore/costs.hpp"

namespace systole::models {

/// What designs dominate of the box below `reference`; those that are not inside it add nothing. `front`: the designs
/// asked about; dominated ones among them change nothing. Exact, by pagmo2; its time grows fast with more than three
/// figures.
double hypervolume(const Costs& costs, const std::vector<std::size_t>& front, const std::vector<double>& reference);

}  // namespace systole::models
