// The same values calibrated in several ways: the table that says which one to take for a layer.
#pragma once

#include <span>
#include <vector>

#include "models/numerics/observe/observer.hpp"
#include "models/numerics/quantize/quant_error.hpp"

namespace systole::models {

struct ObserverResult {
  ObserverOptions options;
  Range range;
  QuantParams params;  // of that range, by the options' rule
  QuantError error;    // of the values through those codes and back; `within_one_step` is of one scale
  double clipped = 0;  // share of values beyond the codes
};

/// One result a method, in their order. The values are one sample. Throws UserError if one of them is not finite, and
/// ModelError if there are none.
std::vector<ObserverResult> compare_observers(std::span<const float> values, std::span<const ObserverOptions> methods);

}  // namespace systole::models
