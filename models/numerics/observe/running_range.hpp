// The least and the greatest value so far: a plain value, so that a calibration's state can be saved and taken up again
// by its three numbers.
#pragma once

#include <cstdint>
#include <limits>
#include <span>

#include "models/numerics/quantize/choose_params.hpp"

namespace systole::models {

struct RunningRange {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
  std::int64_t count = 0;

  /// Throws UserError if a value is not finite, and adds none of them then.
  void add(std::span<const float> values);

  /// Throws ModelError if there was no value.
  Range range() const;

  bool operator==(const RunningRange&) const = default;
};

}  // namespace systole::models
