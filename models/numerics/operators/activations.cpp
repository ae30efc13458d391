#include "models/numerics/operators/activations.hpp"

#include <cmath>
#include <numbers>

#include "models/errors.hpp"

namespace systole::models {

namespace {

constexpr std::int32_t kLastCode = 255;
constexpr std::int32_t kLastPoint = 63;

constexpr std::int32_t point(std::int32_t i) {
  return i * kLastCode / kLastPoint;
}

}  // namespace

double sigmoid(double x) {
  return 1.0 / (1.0 + std::exp(-x));
}

double silu(double x) {
  return x * sigmoid(x);
}

double gelu(double x) {
  return 0.5 * x * std::erfc(-x / std::numbers::sqrt2);  // erfc: 1 + erf would cancel far below 0
}

CodeTable sigmoid_of_64_points(const QuantParams& input, const QuantParams& output) {
  require_usable(input, "a sigmoid's input");
  if (input.format.bits != 8) throw ModelError{"a sigmoid of 64 points takes codes of 8 bits"};
  const CodeWriter write{output};
  const std::int32_t lowest = input.format.lowest();
  const auto value = [&](std::int32_t i) { return code_of(sigmoid(input.real(lowest + point(i))), output); };
  return CodeTable{input.format, [&](std::int32_t code) {
                     const std::int32_t entry = code - lowest;
                     std::int32_t i = entry * kLastPoint / kLastCode;
                     while (i < kLastPoint && point(i + 1) <= entry) ++i;
                     if (i == kLastPoint) return value(i);
                     const std::int32_t left = value(i);
                     const double rise = static_cast<double>(value(i + 1) - left) / (point(i + 1) - point(i));
                     return write(left + rise * (entry - point(i)) - output.zero_point);
                   }};
}

}  // namespace systole::models
