#include "models/explore/hypervolume.hpp"

#include <algorithm>
#include <pagmo/utils/hypervolume.hpp>

#include "models/errors.hpp"

namespace systole::models {

double hypervolume(const Costs& costs, const std::vector<std::size_t>& front, const std::vector<double>& reference) {
  if (reference.size() != costs.figures()) throw ModelError("hypervolume: a reference with other figures");
  std::vector<pagmo::vector_double> inside;
  for (const std::size_t design : front) {
    const auto row = costs[design];
    bool is_inside = true;
    for (std::size_t i = 0; i < reference.size(); ++i) is_inside = is_inside && row[i] < reference[i];
    if (is_inside) inside.emplace_back(row.begin(), row.end());
  }
  if (inside.empty()) return 0;
  if (reference.size() == 1) {
    double least = inside.front().front();
    for (const auto& design : inside) least = std::min(least, design.front());
    return reference.front() - least;
  }
  return pagmo::hypervolume{inside}.compute(reference);
}

}  // namespace systole::models
