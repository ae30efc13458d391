// The designs that no other one beats.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "models/explore/costs.hpp"

namespace systole::models {

/// Indices of the designs that nothing dominates, in ascending order; of equal ones all. n log n for two figures, n
/// times the front's size for more.
std::vector<std::size_t> pareto_front(const Costs& costs);

/// For each of `front`, how many designs it dominates.
std::vector<std::int64_t> dominated_counts(const Costs& costs, const std::vector<std::size_t>& front);

/// Of a front, each figure at its best and at its worst.
struct FrontBox {
  std::vector<double> ideal;
  std::vector<double> nadir;
};
/// Throws ModelError for an empty front.
FrontBox box_of(const Costs& costs, const std::vector<std::size_t>& front);

/// The design of a front from which a step in any direction costs most: figures scaled to 0 at the front's best and 1
/// at its worst, it has the least sum, which for two figures is the greatest distance below the line between the ends
/// (I. Das, "On characterizing the 'knee' of the Pareto curve", Structural Optimization 18, 1999). None where an end of
/// the front, a design with one figure at its best, does as well: such a front is straight or bulges the other way. Of
/// equal ones the first.
std::optional<std::size_t> knee_of(const Costs& costs, const std::vector<std::size_t>& front);

}  // namespace systole::models
