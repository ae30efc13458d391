#include "models/explore/costs.hpp"

#include <algorithm>
#include <cmath>

#include "models/errors.hpp"

namespace systole::models {

Costs::Costs(std::size_t figures) : figures_{figures} {
  if (figures == 0) throw ModelError("Costs: designs without figures");
}

void Costs::add(std::span<const double> design) {
  if (design.size() != figures_) throw ModelError("Costs: a design with other figures than the rest");
  if (!std::all_of(design.begin(), design.end(), [](double x) { return std::isfinite(x); }))
    throw ModelError("Costs: a figure that is no finite number");
  values_.insert(values_.end(), design.begin(), design.end());
}

bool dominates(std::span<const double> a, std::span<const double> b) {
  bool better = false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] > b[i]) return false;
    better = better || a[i] < b[i];
  }
  return better;
}

}  // namespace systole::models
