// The parameters of a layer's weights, and its codes where a fit chooses them (models/numerics/fit).
#pragma once

#include <cstdint>

#include "sim/inference/folded_weights.hpp"
#include "sim/inference/input_rows.hpp"
#include "sim/inference/scales.hpp"

namespace systole::sim {

/// By the rule's observer and quantiser. DoReFa changes the weights: its codes are of the squeezed ones. AdaRound's
/// parameters are those of uniform. Throws models::UserError as `weight_rule` does.
WeightScales fit_weights(const models::Chip& chip, const FoldedWeights& folded, const TensorRule& rule);

/// AdaRound: codes whose sums over `given` are nearest to those of the real weights over `real`, the same rows as the
/// real network has them; null: `given`. A filter that gains nothing keeps its nearest codes.
///
/// The loss counts in steps (LossUnit::step) with a rounding weight of 1, which suits all layers. The learning rate is
/// 20 over the steps, so that a weight can go as far as in the published 20,000 steps of 1e-3.
void round_weights(WeightScales& scales, const FoldedWeights& folded, const InputRows& given, const InputRows* real,
                   std::int64_t steps);

}  // namespace systole::sim
