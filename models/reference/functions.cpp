#include "models/reference/functions.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "models/errors.hpp"
#include "models/numerics/span_size.hpp"

namespace systole::models {

namespace {

/// No overflow for large negative x: exp(-x) is infinite then, and the quotient 0.
double sigmoid(double x) {
  return 1 / (1 + std::exp(-x));
}

double gelu(double x) {
  // erfc keeps its precision where 1 + erf(x) would cancel.
  return x / 2 * std::erfc(-x / std::numbers::sqrt2);
}

template <class Function>
void apply(std::span<const float> input, std::span<float> output, Function function) {
  require_size(output.size(), static_cast<std::int64_t>(input.size()), "a function's output");
  std::transform(input.begin(), input.end(), output.begin(),
                 [&](float x) { return static_cast<float>(function(double{x})); });
}

}  // namespace

double evaluate(FloatFunction function, double x) {
  switch (function) {
    case FloatFunction::relu:
      return x < 0 ? 0 : x;
    case FloatFunction::sigmoid:
      return sigmoid(x);
    case FloatFunction::silu:
      return x * sigmoid(x);
    case FloatFunction::gelu:
      return gelu(x);
    case FloatFunction::exp:
      return std::exp(x);
    case FloatFunction::tanh:
      return std::tanh(x);
  }
  throw ModelError("evaluate: no such function");
}

void float_apply(FloatFunction function, std::span<const float> input, std::span<float> output) {
  apply(input, output, [function](double x) { return evaluate(function, x); });
}

void float_clamp(std::span<const float> input, float lowest, float highest, std::span<float> output) {
  apply(input, output, [&](double x) {
    return x < double{lowest} ? double{lowest} : x > double{highest} ? double{highest} : x;
  });
}

}  // namespace systole::models
