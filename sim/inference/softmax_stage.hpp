// Softmax on codes, whatever the steps of its input and output.
#pragma once

#include "sim/inference/code_stage.hpp"

namespace systole::sim {

/// The integer softmax (models/numerics/operators/softmax.hpp), rescaled where `out` does not stand for [0, 1]. Steps
/// of the input above 1/16 are made finer by a shift first, which changes no value: exp's polynomial needs ln 2 in
/// steps.
CodeStage make_softmax_stage(const models::QuantParams& in, const models::QuantParams& out, std::int64_t length);

}  // namespace systole::sim
