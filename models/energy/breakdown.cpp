#include "models/energy/breakdown.hpp"

#include <numeric>

namespace systole::models {

double EnergyBreakdown::total() const {
  return std::accumulate(picojoules_.begin(), picojoules_.end(), 0.0);
}

EnergyBreakdown& EnergyBreakdown::operator+=(const EnergyBreakdown& other) {
  for (std::size_t i = 0; i < kComponents; ++i) picojoules_[i] += other.picojoules_[i];
  return *this;
}

}  // namespace systole::models
