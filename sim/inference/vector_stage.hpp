// Layers of the vector unit on codes: operators of models/numerics/operators, as the network needs them.
#pragma once

#include "sim/inference/code_stage.hpp"

namespace systole::sim {

/// Of any layer that does not multiply matrices. Throws models::UserError for one that has no integer form.
CodeStage make_vector_stage(const StageContext& context, const Stage& stage);

}  // namespace systole::sim
