#include "models/numerics/operators/integer_exp.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

#include "models/errors.hpp"

namespace systole::models {

namespace {

constexpr double kFinestScale = 1e-6;

double checked(double scale) {
  if (scale >= kFinestScale && scale <= std::numbers::ln2) return scale;  // false for NaN
  throw ModelError{"an integer exp of steps of " + std::to_string(scale)};
}

std::int64_t floored(double value) {
  return static_cast<std::int64_t>(std::floor(value));
}

std::int64_t floor_div(std::int64_t numerator, std::int64_t denominator) {
  return numerator / denominator - (numerator % denominator < 0 ? 1 : 0);
}

}  // namespace

double polynomial_exp(double x, const ExpPolynomial& polynomial) {
  const double z = std::floor(-x / std::numbers::ln2);
  const double p = x + z * std::numbers::ln2 + polynomial.b;
  return std::exp2(-z) * (polynomial.a * p * p + polynomial.c);
}

SymmetricExp::SymmetricExp(double scale, const ExpPolynomial& polynomial)
    : ln2_{floored(std::numbers::ln2 / checked(scale))},
      b_{floored(polynomial.b / scale)},
      c_{floored(polynomial.c / (polynomial.a * scale * scale))},
      scale_{polynomial.a * scale * scale} {}

std::int64_t SymmetricExp::operator()(std::int64_t q) const {
  const std::int64_t below = std::min<std::int64_t>(q, 0);
  const std::int64_t z = -below / ln2_;
  const std::int64_t p = below + z * ln2_ + b_;
  return (p * p + c_) >> std::min<std::int64_t>(z, 63);
}

CodeTable affine_exp(const QuantParams& input, const QuantParams& output, const ExpPolynomial& polynomial) {
  require_usable(input, "an exp's input");
  const double scale = checked(input.scale);
  const std::int64_t zero = input.zero_point;
  const std::int64_t ln2 = floored(round_to(std::numbers::ln2 / scale + input.zero_point, Rounding::half_even)) - zero;
  if (ln2 < 1 || ln2 + zero > input.format.highest()) throw ModelError{"an exp's input has no code for ln2"};
  const std::int64_t b = floored(polynomial.b / scale);
  const std::int64_t c = floored(polynomial.c / (scale * scale * polynomial.a));
  const double step = polynomial.a * scale * scale / output.scale;
  const CodeWriter write{output};
  return CodeTable{input.format, [&](std::int32_t code) {
                     const std::int64_t z = floor_div(zero - code, ln2);
                     const std::int64_t unclamped = code + z * ln2;
                     const std::int64_t p =
                         std::clamp<std::int64_t>(unclamped, input.format.lowest(), input.format.highest()) - zero + b;
                     return write(std::ldexp(static_cast<double>(p * p + c), static_cast<int>(-z)) * step);
                   }};
}

}  // namespace systole::models
