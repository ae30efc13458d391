#include "models/cim/expectation.hpp"

#include <cmath>
#include <numbers>

#include "models/cim/slices.hpp"

namespace systole::models {

namespace {

constexpr double kRounding = 1.0 / 12;  // variance of a uniform error of one step

/// Correlation of the rounding errors of two conversions of one voltage, each with its own noise.
double rounding_correlation(double own_deviation) {
  double sum = 0;
  for (int n = 1; n <= 1000; ++n) {
    const double phase = 2 * std::numbers::pi * n * own_deviation;
    sum += std::exp(-phase * phase) / (static_cast<double>(n) * n);
  }
  return 6 / (std::numbers::pi * std::numbers::pi) * sum;
}

/// Of the mean of the MSB samples, in steps squared.
double msb_variance(const CimConfig& config) {
  const double noise = config.mean_sigma() * config.mean_sigma();
  if (config.noise.averaging == CimAveraging::equivalent) return noise + kRounding;
  const double shared = rounding_correlation(config.sigma() * std::sqrt(1 - config.noise.rho));
  return noise + kRounding * (shared + (1 - shared) / config.msb_samples);
}

}  // namespace

double expected_error_variance(const CimConfig& config, double msb_step, double lsb_step) {
  const CimSlicer slicer{config};
  const double of_msb = slicer.msb_weight() * msb_step;
  const double of_lsb = lsb_step / slicer.gain();
  const double lsb_noise = config.noise.lsb_pass ? config.sigma() * config.sigma() : 0;
  return of_msb * of_msb * msb_variance(config) + of_lsb * of_lsb * (lsb_noise + kRounding);
}

double effective_bits(const CimConfig& config) {
  const double noise = config.mean_sigma() * config.mean_sigma();
  return config.adc.bits - std::log2(1 + noise / kRounding) / 2;
}

double rounding_bound(const CimConfig& config, double msb_step, double lsb_step) {
  const CimSlicer slicer{config};
  return slicer.msb_weight() * msb_step / 2 + lsb_step / slicer.gain() / 2;
}

}  // namespace systole::models
