#include "models/numerics/fit/dorefa.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include "models/errors.hpp"
#include "models/numerics/fit/quantizers.hpp"

namespace systole::models {

namespace {

double largest_tanh(std::span<const float> weights) {
  double largest = 0;
  for (const float weight : weights) largest = std::max(largest, std::abs(static_cast<double>(weight)));
  return largest > 0 ? std::tanh(largest) : 1;
}

}  // namespace

void dorefa_transform(std::span<const float> weights, std::span<float> out) {
  if (out.size() != weights.size()) throw ModelError{"DoReFa: results and weights differ in number"};
  const double largest = largest_tanh(weights);
  for (std::size_t i = 0; i < weights.size(); ++i)
    out[i] = static_cast<float>(std::tanh(static_cast<double>(weights[i])) / largest);
}

void dorefa_backward(std::span<const float> weights, std::span<const float> upstream, std::span<float> by_weight) {
  if (upstream.size() != weights.size() || by_weight.size() != weights.size())
    throw ModelError{"DoReFa: gradients and weights differ in number"};
  const double largest = largest_tanh(weights);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const double squeezed = std::tanh(static_cast<double>(weights[i]));
    by_weight[i] = static_cast<float>(static_cast<double>(upstream[i]) * (1 - squeezed * squeezed) / largest);
  }
}

FitResult fit_dorefa(const FitInput& input) {
  check_input(input);
  std::vector<float> squeezed(input.values.size());
  dorefa_transform(input.values, squeezed);
  FitInput inner = input;
  inner.values = squeezed;
  inner.ranges = {};
  FitResult result = fit_uniform(inner);
  result.transformed = std::move(squeezed);
  return result;
}

}  // namespace systole::models
