// LSQ and LSQ+: steps (and zero points) learned by the gradients of fake_quant_gradient.hpp, here against the squared
// error of the tensor itself, so that calibration can use them without training.
//
// LSQ: Esser et al., "Learned Step Size Quantization", ICLR 2020. Weights and activations; the zero point is fixed: the
// middle code if the scheme is symmetric or the tensor holds a negative value, else the lowest one.
// LSQ+: Bhalgat et al., CVPR Workshops 2020. A symmetric scheme is its recipe for weights, an affine one that for
// activations, whose zero point is learned too and kept within the codes.
//
// What moves is ln s, not s: a step then never turns negative, and a learning rate means the same for every tensor.
// LSQ's gradient scale g balances the step against the weights of a network that is trained along with it; here there
// are none, and Adam does not see a constant factor. It is there for those who train.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "models/numerics/fit/fake_quant_gradient.hpp"
#include "models/numerics/fit/fit_input.hpp"

namespace systole::models {

/// g = 1 / sqrt(values · highest), section 2.2; per channel `values` is the tensor's number over the channels'.
double lsq_gradient_scale(std::size_t values, std::int32_t highest);

/// 2 · mean|x| / sqrt(highest), section 2.1: `highest` is the last code's distance from the zero point. 0 of none.
double lsq_initial_scale(std::span<const float> values, std::int32_t highest);

/// 2 · max(|mean - 3 sd|, |mean + 3 sd|) / (steps of the codes), Bhalgat et al., equation 9, as Sparsebit writes it
/// (the paper divides by 2^(b-1) instead of by (2^b - 1)/2); sd with n - 1. 0 of less than two values.
double lsq_plus_initial_scale(std::span<const float> values, const CodeBounds& codes);

/// Both keep the rule's codes. A channel whose values are all 0 gets the rule's scale for a range of no width. Throw as
/// check_input does.
FitResult fit_lsq(const FitInput& input, const FitOptions& options);
FitResult fit_lsq_plus(const FitInput& input, const FitOptions& options);

}  // namespace systole::models
