// Softmax on codes, whatever the steps of its input and output.
#pragma once

#include "sim/inference/code_stage.hpp"

namespace systole::sim {

/// The integer softmax (models/numerics/operators/softmax.hpp) with quotients of 15 bits, rescaled to `out`: of 200
/// tokens none has much more than 1/200, which 8 bits over [0, 1] would call 1 step. Steps of the input above 1/256 are
/// made finer by a shift first (to 15 bits at most), which changes no value: the polynomial's constants are whole
/// steps, and with steps of 1/16 probabilities are off by up to a twentieth. I-BERT's own softmax reads 32-bit sums for
/// the same reason.
CodeStage make_softmax_stage(const models::QuantParams& in, const models::QuantParams& out, std::int64_t length);

}  // namespace systole::sim
