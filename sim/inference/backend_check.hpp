// Whether a network may be quantised as its rules say on the inference engines that the rules name.
#pragma once

#include <vector>

#include "sim/inference/scales.hpp"

namespace systole::sim {

/// The constraints of models/numerics/quantize/backend_rules.hpp for each layer that names a backend and is quantised.
/// Throws models::UserError with the first such layer, the rules that it breaks, and what its backend takes.
void check_backends(const models::Chip& chip, const workloads::Network& network, const std::vector<Stage>& stages,
                    const QuantRules& rules);

/// The same of the parameters that were chosen: a range that is not symmetric may have moved a zero point.
void check_backends(const workloads::Network& network, const std::vector<Stage>& stages, const QuantRules& rules,
                    const Scales& scales);

}  // namespace systole::sim
