#include "models/cim/weights.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "models/errors.hpp"
#include "models/numerics/observe/quantile.hpp"
#include "models/numerics/quantize/quantize_values.hpp"
#include "models/numerics/span_size.hpp"

namespace systole::models {

namespace {

double largest(std::span<const float> values) {
  double most = 0;
  for (const float value : values) most = std::max(most, std::abs(static_cast<double>(value)));
  return most;
}

double kept_range(std::span<const float> values, double clip_percent) {
  const double all = largest(values);
  if (clip_percent == 0 || values.empty()) return all;
  std::vector<float> magnitudes(values.size());
  std::transform(values.begin(), values.end(), magnitudes.begin(), [](float value) { return std::abs(value); });
  return linear_quantile(magnitudes, clip_percent / 100);
}

}  // namespace

CimWeights quantize_weights(const CimWeightConfig& config, std::int64_t outputs, std::int64_t inputs,
                            std::span<const float> values) {
  require_size(values.size(), outputs * inputs, "quantize_weights: the weights");
  for (const float value : values)
    if (!std::isfinite(value)) throw UserError("cim: the weights hold a number that is not finite");
  const QuantRule rule{{config.bits, true}, Scheme::symmetric, SymmetricSpan::restricted, DegenerateScale::epsilon_1e8};
  const std::size_t groups = config.per_column ? static_cast<std::size_t>(outputs) : 1;
  const std::size_t of_group = groups == 0 ? 0 : values.size() / groups;
  CimWeights weights{outputs, inputs, std::vector<std::int16_t>(values.size()), {}};
  for (std::size_t group = 0; group < groups; ++group) {
    const std::span<const float> from = values.subspan(group * of_group, of_group);
    const double range = kept_range(from, config.clip_percent);
    const QuantParams params = choose_params({-range, range}, rule);
    quantize(from, params, style_of(rule), std::span{weights.codes}.subspan(group * of_group, of_group));
    weights.scales.push_back(params.scale);
  }
  return weights;
}

void check(const CimWeights& weights, const CimWeightConfig& config) {
  require_size(weights.codes.size(), weights.outputs * weights.inputs, "CimWeights: the codes");
  if (weights.scales.size() != 1) require_size(weights.scales.size(), weights.outputs, "CimWeights: the scales");
  const CodeFormat format{config.bits, true};
  const auto beyond = [&](std::int16_t code) { return code < format.lowest() || code > format.highest(); };
  const auto found = std::find_if(weights.codes.begin(), weights.codes.end(), beyond);
  if (found != weights.codes.end())
    throw UserError("cim.weight_bits is " + std::to_string(config.bits) + ", which do not hold the weight code " +
                    std::to_string(*found));
}

}  // namespace systole::models
