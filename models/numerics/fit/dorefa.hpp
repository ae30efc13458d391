// DoReFa's weights: squeezed to -1..1 by tanh(w) / max|tanh(w)| and quantised uniformly there, so that a few large
// weights do not make the step coarse for all. The quantised layer computes with the squeezed weights; a network that
// was not trained with them computes something else. Source: Zhou et al., "DoReFa-Net", 2016, equation 9 (in which 2 ·
// quantize(t/2 + 1/2) - 1 maps to the same -1..1).
#pragma once

#include <span>

#include "models/numerics/fit/fit_input.hpp"

namespace systole::models {

/// The maximum is taken over the whole span. All 0 stays all 0. Throws ModelError if lengths differ; `out` may be
/// `weights`.
void dorefa_transform(std::span<const float> weights, std::span<float> out);

/// Back through it, the maximum held constant (as Sparsebit does): upstream · (1 - tanh(w)^2) / max|tanh(w)|.
void dorefa_backward(std::span<const float> weights, std::span<const float> upstream, std::span<float> by_weight);

/// The squeezed weights and the parameters of their own ranges: the observer sees what is quantised, so the input's
/// ranges are not used. Throws as check_input does.
FitResult fit_dorefa(const FitInput& input);

}  // namespace systole::models
