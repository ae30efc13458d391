// Analytic clipping: the threshold that minimises clipping noise plus quantisation noise, when 2^bits steps cover
// [-alpha, alpha] and the values have a known distribution. R. Banner, Y. Nahshan, D. Soudry: "Post training 4-bit
// quantization of convolutional networks for rapid-deployment", NeurIPS 2019, section 3. Their published tables are the
// same optima with two decimals.
#pragma once

#include <cstdint>

#include "models/numerics/quantize/choose_params.hpp"

namespace systole::models {

/// In standard deviations of a normal distribution: the root of
/// alpha erfc(alpha/sqrt 2) - sqrt(2/pi) exp(-alpha²/2) + alpha/(3·4^bits) = 0.
/// Throws ModelError unless 1 <= bits <= 17.
double aciq_gauss_alpha(int bits);

/// In scales b of a Laplace distribution (b = mean |x - mean|): alpha exp(alpha) = 3·4^bits, which is Lambert's W.
/// Throws ModelError unless 1 <= bits <= 17.
double aciq_laplace_alpha(int bits);

/// Expected (max - min) of `count` >= 2 normal values, turned round: Banner et al.'s estimate of the deviation.
double aciq_gauss_deviation(const Range& range, std::int64_t count);

}  // namespace systole::models
