#include "models/numerics/observe/aciq.hpp"

#include <boost/math/special_functions/lambert_w.hpp>
#include <boost/math/tools/toms748_solve.hpp>

#include <cmath>
#include <numbers>
#include <string>

#include "models/errors.hpp"

namespace systole::models {

namespace {

/// 3·4^bits: what the quantisation noise alpha²/(3·4^bits) is divided by.
double noise_divisor(int bits) {
  if (bits < 1 || bits > 17) throw ModelError{"no clipping threshold for " + std::to_string(bits) + " bits"};
  return std::ldexp(3.0, 2 * bits);
}

}  // namespace

double aciq_gauss_alpha(int bits) {
  const double divisor = noise_divisor(bits);
  // Half the derivative of the noise: rising clipping costs less, wider steps cost more.
  const auto slope = [divisor](double alpha) {
    return alpha * std::erfc(alpha / std::numbers::sqrt2) -
           std::sqrt(2 / std::numbers::pi) * std::exp(-alpha * alpha / 2) + alpha / divisor;
  };
  std::uintmax_t iterations = 100;
  const auto [low, high] =
      boost::math::tools::toms748_solve(slope, 0.0, 10.0, boost::math::tools::eps_tolerance<double>(), iterations);
  return (low + high) / 2;
}

double aciq_laplace_alpha(int bits) {
  return boost::math::lambert_w0(noise_divisor(bits));
}

double aciq_gauss_deviation(const Range& range, std::int64_t count) {
  const double factor = 0.5 * 0.35 * (1 + std::sqrt(std::numbers::pi * std::log(4.0)));
  return (range.high - range.low) * factor / std::sqrt(2 * std::log(static_cast<double>(count)));
}

}  // namespace systole::models
