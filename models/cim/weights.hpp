// What is programmed into the cells: weight codes with their scale.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/cim/config.hpp"

namespace systole::models {

/// weight = code · scale, [outputs][inputs] as torch's Linear holds them.
struct CimWeights {
  std::int64_t outputs = 0;
  std::int64_t inputs = 0;
  std::vector<std::int16_t> codes;
  std::vector<double> scales;  // one, or one for each output

  double scale(std::int64_t output) const { return scales[scales.size() == 1 ? 0 : static_cast<std::size_t>(output)]; }
};

/// Values beyond the clipping percentile become the percentile (J1 to J3). Scales are at least 1e-8. A file that holds
/// dequantised weights, code · scale, of these bits gives the same codes again, as the largest of them is the highest
/// code (J23). Throws ModelError when the span does not fit, UserError for numbers that are not finite.
CimWeights quantize_weights(const CimWeightConfig& config, std::int64_t outputs, std::int64_t inputs,
                            std::span<const float> values);

/// Throws UserError for codes that `bits` do not hold; ModelError for sizes that do not fit each other.
void check(const CimWeights& weights, const CimWeightConfig& config);

}  // namespace systole::models
