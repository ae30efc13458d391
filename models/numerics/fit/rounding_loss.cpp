#include "models/numerics/fit/rounding_loss.hpp"

#include <algorithm>
#include <cmath>

#include "models/errors.hpp"

namespace systole::models {

namespace {

constexpr double kUpper = 1.1;   // zeta
constexpr double kLower = -0.1;  // gamma

std::int64_t warm_up_end(double share, std::int64_t steps) {
  return static_cast<std::int64_t>(share * static_cast<double>(steps));
}

}  // namespace

RectifiedSigmoid rectified_sigmoid(double v) {
  const double h = (kUpper - kLower) / (1 + std::exp(-v)) + kLower;
  if (h <= 0) return {0, 0};
  if (h >= 1) return {1, 0};
  return {h, (h - kLower) * (kUpper - h) / (kUpper - kLower)};
}

double rectified_sigmoid_inverse(double fraction) {
  if (!(fraction >= 0 && fraction <= 1)) throw ModelError{"a weight lies 0 to 1 step above the code below it"};
  return -std::log((kUpper - kLower) / (fraction - kLower) - 1);
}

double rounding_loss(double h, double beta) {
  return 1 - std::pow(std::abs(2 * h - 1), beta);
}

double rounding_loss_slope(double h, double beta) {
  const double from_half = 2 * h - 1;
  return std::copysign(2 * beta * std::pow(std::abs(from_half), beta - 1), -from_half);
}

bool BetaSchedule::warms_up(std::int64_t step, std::int64_t steps) const {
  return step < warm_up_end(warm_up, steps);
}

double BetaSchedule::operator()(std::int64_t step, std::int64_t steps) const {
  const std::int64_t start = warm_up_end(warm_up, steps);
  if (step <= start || start >= steps) return first;
  return first + (last - first) * static_cast<double>(step - start) / static_cast<double>(steps - start);
}

}  // namespace systole::models
