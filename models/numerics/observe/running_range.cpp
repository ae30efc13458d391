#include "models/numerics/observe/running_range.hpp"

#include <algorithm>
#include <cmath>

#include "models/errors.hpp"

namespace systole::models {

void RunningRange::add(std::span<const float> values) {
  if (values.empty()) return;
  float least = values.front();
  float greatest = values.front();
  bool finite = true;
  for (const float value : values) {
    least = value < least ? value : least;
    greatest = value > greatest ? value : greatest;
    finite &= std::abs(value) <= std::numeric_limits<float>::max();
  }
  if (!finite) throw UserError{"the data to calibrate with holds a number that is not finite"};
  low = std::min<double>(low, least);
  high = std::max<double>(high, greatest);
  count += static_cast<std::int64_t>(values.size());
}

Range RunningRange::range() const {
  if (count == 0) throw ModelError{"an observer that has seen no value has no range"};
  return {low, high};
}

}  // namespace systole::models
