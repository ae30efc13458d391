#include "models/numerics/rounding.hpp"

#include <cmath>

#include "models/errors.hpp"

namespace systole::models {

namespace {

// floor(x + 0.5) is wrong where the sum itself rounds up to an integer. The fraction x - floor(x) does not: it is
// exact, except for negative x above -1/2, where it stays on the right side of one half.
double half_up(double value) {
  const double below = std::floor(value);
  return value - below >= 0.5 ? below + 1 : below;
}

}  // namespace

double round_to(double value, Rounding rounding) {
  switch (rounding) {
    case Rounding::half_even:
      return std::nearbyint(value);  // nothing here leaves the floating-point environment's default rounding
    case Rounding::half_away:
      return std::round(value);
    case Rounding::half_up:
      return half_up(value);
    case Rounding::half_down:
      return -half_up(-value);
    case Rounding::floor:
      return std::floor(value);
    case Rounding::trunc:
      return std::trunc(value);
  }
  throw ModelError{"round_to: no such rule of rounding"};
}

}  // namespace systole::models
