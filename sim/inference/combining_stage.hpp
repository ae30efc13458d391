// Layers of several operands on codes: each is rescaled to the output's steps.
#pragma once

#include <vector>

#include "sim/inference/code_stage.hpp"

namespace systole::sim {

/// Whether `make_combining_stage` makes it.
bool combines(workloads::LayerKind kind);

/// add, mul, div (operands broadcast like numpy's), mixed and concat.
CodeStage make_combining_stage(const StageContext& context, const workloads::Layer& layer,
                               const std::vector<models::QuantParams>& inputs, const models::QuantParams& out);

}  // namespace systole::sim
