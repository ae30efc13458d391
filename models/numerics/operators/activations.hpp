// Activation functions of real numbers, for tables of codes (code_table.hpp), and the sigmoid that interpolates.
#pragma once

#include "models/numerics/operators/code_table.hpp"

namespace systole::models {

double sigmoid(double x);
/// x · sigmoid(x)
double silu(double x);
/// x · (1 + erf(x / sqrt 2)) / 2: the exact form.
double gelu(double x);

/// The sigmoid of "pytorch-quantization-demo" (Jermmy, QSigmoid): 64 points at codes floor(i·255/63), that is 0, 4, 8,
/// 12, .. 255, hold the code of their sigmoid; codes between them are interpolated in a straight line, rounded half to
/// even and clamped. Within 1 step (1/2 of a point's rounding, 1/2 of the result's) and the line's own error,
/// h²/8 · max |sigmoid''| / S' with h = 5 S: at most 0.301 S² / S' steps.
/// Throws ModelError unless the input has 8 bits, and for unusable parameters.
CodeTable sigmoid_of_64_points(const QuantParams& input, const QuantParams& output);

}  // namespace systole::models
