// What noise and converters should cost, in closed form: valid where nothing clips, and quantisation errors are uniform
// and independent of what is quantised.
//
// An ADC adds the variance 1/12 of a step to each conversion. The mean of K codes has 1/12 where noise is much below
// half a step (all K round alike), and 1/(12 K) where it is above. In between this takes the larger part that theory
// knows: a Gaussian of deviation s steps leaves errors of K conversions correlated by the factor
//   (12 / 2 pi²) · sum over n of exp(-(2 pi n s)²) / n²
// (Widrow and Kollar: "Quantization Noise", 2008, chapter 4: the characteristic function of a rounded number).
#pragma once

#include "models/cim/config.hpp"

namespace systole::models {

/// Variance of what CimProduct::run() gives less the exact product, in units of integer products, for one row tile
/// whose passes have these steps in raw units. Thermal noise and ADC rounding alone; faults are not in it.
double expected_error_variance(const CimConfig& config, double msb_step, double lsb_step);

/// Of the MSB pass, after averaging: bits - log2(1 + 12 · variance of the mean's noise)/2.
double effective_bits(const CimConfig& config);

/// The largest error of a result without noise and clipping: half a step of each pass, msb weight · msb_step/2 +
/// lsb_step/(2 · gain).
double rounding_bound(const CimConfig& config, double msb_step, double lsb_step);

}  // namespace systole::models
