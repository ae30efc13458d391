// PACT: activations clipped at a learned alpha, then quantised between 0 (or -alpha, for symmetric codes) and alpha.
// Source: Choi et al., "PACT: Parameterized Clipping Activation for Quantized Neural Networks", 2018, equations 1 to 3.
//
// Its gradient for alpha comes from clipped values alone, so that a squared error only ever pulls alpha up; what pulls
// it down is the paper's L2 penalty on alpha. Fitted to a tensor, the penalty's weight needs no guess: steps of width s
// cost s^2/12 a value that is neither clipped nor 0, and s is a fixed share of alpha.
#pragma once

#include "models/numerics/fit/fit_input.hpp"

namespace systole::models {

struct PactPoint {
  double result = 0;    // the value clipped, before it is quantised
  double by_value = 0;  // 1 where it is not clipped
  double by_alpha = 0;  // 1 from alpha on, -1 from -alpha down if that is the lower end, else 0
};

/// `both_sides`: clipped to -alpha..alpha instead of to 0..alpha.
PactPoint pact_gradient(double value, double alpha, bool both_sides);

inline constexpr double kPactInitialAlpha = 10;

/// One alpha for the whole tensor: throws ModelError if the layout has more channels than one, or unless
/// `initial_alpha` is positive; otherwise as check_input does. A tensor without a value to be clipped or rounded keeps
/// its alpha.
FitResult fit_pact(const FitInput& input, const FitOptions& options, double initial_alpha = kPactInitialAlpha);

}  // namespace systole::models
