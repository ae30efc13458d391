// Layers that multiply, on codes: the array's sums, and what the vector unit makes of them.
#pragma once

#include "sim/inference/code_stage.hpp"

namespace systole::sim {

/// Of a convolution, linear layer, bare GEMM or matmul.
///
/// int9 operands have their zero points subtracted before they enter the array; of others the sums of raw codes are
/// corrected by -zx·sum w (and, for products of two activations, -zw·sum x + K·zx·zw) after it. Both are the same
/// numbers as long as no accumulator overflows.
CodeStage make_gemm_stage(const StageContext& context, const Stage& stage);

}  // namespace systole::sim
