#include "models/cim/linear.hpp"

#include <utility>

#include "models/cim/activations.hpp"
#include "models/cim/for_each_token.hpp"
#include "models/errors.hpp"
#include "models/numerics/span_size.hpp"

namespace systole::models {

namespace {

constexpr int kSinglePassBits = 8;

/// What the product computes in a single pass: exact sums of 8-bit codes.
CimConfig product_config(CimConfig config) {
  if (config.mode != CimMode::single_pass) return config;
  config.activation.bits = kSinglePassBits;
  config.activation.msb_bits = kSinglePassBits - 1;
  config.activation.slicing = CimSlicing::floor;
  config.faults = {};
  return config;
}

}  // namespace

CimLinear::CimLinear(const CimConfig& config, const CimLinearPlace& place, CimWeights weights,
                     std::span<const float> bias, const std::optional<CimScales>& scales)
    : config_{config},
      weights_{std::move(weights)},
      bias_(bias.begin(), bias.end()),
      scales_{scales},
      product_{product_config(config), place.tokens, weights_, place.layer},
      codes_(static_cast<std::size_t>(place.tokens * weights_.inputs)) {
  check(config);
  if (!bias.empty()) require_size(bias.size(), weights_.outputs, "CimLinear: the bias");
  const bool is_static = config.activation.is_static || config.adc.range == CimAdcRange::fixed_scale;
  if (config.mode == CimMode::bit_serial && is_static && !scales)
    throw UserError("cim: the activations or the ADC are static, and there are no scales");
  if (is_exact()) sums_.resize(static_cast<std::size_t>(place.tokens * weights_.outputs));
}

bool CimLinear::is_exact() const {
  const CimFaultConfig& faults = config_.faults;
  return config_.mode == CimMode::single_pass || (config_.adc.bypass && !faults.cells() && faults.ir_drop == 0);
}

CimLinearCount CimLinear::run(std::span<const float> x, std::span<float> y, std::uint32_t first_token) {
  require_size(x.size(), product_.tokens() * product_.inputs(), "CimLinear: x");
  require_size(y.size(), product_.tokens() * product_.outputs(), "CimLinear: y");
  CimLinearCount count;
  if (config_.mode == CimMode::single_pass) {
    count.activation_scale = single_pass_scale(x);
  } else {
    count.activation_scale =
        config_.activation.is_static ? scales_->activation : activation_scale(config_.activation, x);
  }
  const int bits = product_.config().activation.bits;
  count.activations = static_cast<std::int64_t>(x.size());
  count.clipped_activations = activation_codes(count.activation_scale, bits, x, codes_);
  if (is_exact()) {
    product_.run_exact(codes_, sums_);
    if (recording_) recombined_.assign(sums_.begin(), sums_.end());
    scale_integers(count.activation_scale, y);
    return count;
  }
  CimRun circumstances{first_token, {}};
  if (config_.adc.range == CimAdcRange::fixed_scale && !config_.adc.bypass)
    circumstances.steps = folded_steps(config_, *scales_, count.activation_scale, weights_);
  count.conversions = product_.run(codes_, y, circumstances);
  if (recording_) recombined_.assign(y.begin(), y.end());
  scale_floats(count.activation_scale, y);
  return count;
}

void CimLinear::scale_floats(double activation_scale, std::span<float> y) const {
  const auto outputs = static_cast<std::size_t>(product_.outputs());
  std::vector<float> factors;
  for (std::size_t n = 0; n < outputs; ++n)
    factors.push_back(static_cast<float>(activation_scale * weights_.scale(static_cast<std::int64_t>(n))));
  const std::vector<float> bias = bias_.empty() ? std::vector<float>(outputs) : bias_;
  for_each_token(product_.tokens(), [&](std::int64_t token) {
    float* row = y.data() + static_cast<std::size_t>(token) * outputs;
    for (std::size_t n = 0; n < outputs; ++n) row[n] = row[n] * factors[n] + bias[n];
  });
}

void CimLinear::scale_integers(double activation_scale, std::span<float> y) const {
  const auto outputs = static_cast<std::size_t>(product_.outputs());
  for (std::size_t i = 0; i < y.size(); ++i) {
    const std::size_t n = i % outputs;
    const double factor = activation_scale * weights_.scale(static_cast<std::int64_t>(n));
    y[i] = static_cast<float>(sums_[i] * factor + (bias_.empty() ? 0.0 : static_cast<double>(bias_[n])));
  }
}

}  // namespace systole::models
