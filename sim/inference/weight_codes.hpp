// The codes of a stage's weights and biases.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/inference/folded_weights.hpp"
#include "sim/inference/scales.hpp"

namespace systole::sim {

/// The nearest to the weights, in their order.
std::vector<std::int16_t> nearest_codes(const FoldedWeights& folded, const WeightScales& scales);

/// Those that a fit has chosen, or the nearest. Throws models::UserError if a fit has chosen codes that are not there.
std::vector<std::int16_t> weight_codes(const FoldedWeights& folded, const WeightScales& scales);

/// In units of sx · sw, for an input of parameters `in`; empty without a bias.
std::vector<std::int32_t> bias_codes(const FoldedWeights& folded, const models::QuantParams& in,
                                     const std::vector<models::QuantParams>& weights);

}  // namespace systole::sim
