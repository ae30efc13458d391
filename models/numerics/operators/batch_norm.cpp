#include "models/numerics/operators/batch_norm.hpp"

#include <cmath>

#include "models/errors.hpp"
#include "models/numerics/span_size.hpp"

namespace systole::models {

namespace {

void require_channels(std::size_t found, std::size_t channels) {
  require_size(found, static_cast<std::int64_t>(channels), "a batch norm's list of channels");
}

std::vector<std::int32_t> centred_weights(const ChannelAffine& norm, const QuantParams& weight) {
  require_usable(weight, "a batch norm's weights");
  std::vector<std::int32_t> weights;
  weights.reserve(norm.scale.size());
  for (const double scale : norm.scale) weights.push_back(code_of(scale, weight) - weight.zero_point);
  return weights;
}

std::vector<std::int32_t> quantized_bias(const ChannelAffine& norm, double unit) {
  require_channels(norm.shift.size(), norm.scale.size());
  if (norm.scale.empty()) throw ModelError{"a batch norm needs a channel"};
  std::vector<std::int32_t> bias;
  bias.reserve(norm.shift.size());
  for (const double shift : norm.shift) bias.push_back(quantize_bias(shift, unit, Rounding::half_even));
  return bias;
}

PostProcessing description(const std::vector<std::int32_t>& bias, double multiplier, const QuantParams& output,
                           RequantMode mode) {
  require_usable(output, "a batch norm's output");
  PostProcessing result;
  result.multipliers = {multiplier};
  result.mode = mode;
  result.bias = bias;
  result.zero_point = output.zero_point;
  result.lowest = output.format.lowest();
  result.highest = output.format.highest();
  return result;
}

}  // namespace

ChannelAffine channel_affine(const BatchNormStatistics& s) {
  const std::size_t channels = s.mean.size();
  require_channels(s.variance.size(), channels);
  if (!s.gamma.empty()) require_channels(s.gamma.size(), channels);
  if (!s.beta.empty()) require_channels(s.beta.size(), channels);
  ChannelAffine result;
  for (std::size_t c = 0; c < channels; ++c) {
    const double variance = double{s.variance[c]} + s.eps;
    if (!(variance > 0)) throw ModelError{"a batch norm's variance and eps are not above 0"};
    const double scale = (s.gamma.empty() ? 1.0 : double{s.gamma[c]}) / std::sqrt(variance);
    result.scale.push_back(scale);
    result.shift.push_back((s.beta.empty() ? 0.0 : double{s.beta[c]}) - s.mean[c] * scale);
  }
  return result;
}

FoldedWeights fold_batch_norm(const ChannelAffine& norm, std::span<const float> weights, std::span<const float> bias) {
  const std::size_t filters = norm.scale.size();
  require_channels(norm.shift.size(), filters);
  if (!bias.empty()) require_channels(bias.size(), filters);
  if (filters == 0 || weights.size() % filters != 0)
    throw ModelError{"a batch norm has not as many channels as the weights before it have filters"};
  FoldedWeights result;
  result.weights.reserve(weights.size());
  const std::size_t filter = weights.size() / filters;
  for (std::size_t i = 0; i < weights.size(); ++i)
    result.weights.push_back(static_cast<float>(weights[i] * norm.scale[i / filter]));
  for (std::size_t f = 0; f < filters; ++f)
    result.bias.push_back(static_cast<float>((bias.empty() ? 0.0 : bias[f] * norm.scale[f]) + norm.shift[f]));
  return result;
}

BatchNorm::BatchNorm(const ChannelAffine& norm, const QuantParams& input, const QuantParams& weight,
                     const QuantParams& output, RequantMode mode)
    : zero_point_{input.zero_point},
      weights_{centred_weights(norm, weight)},
      bias_{quantized_bias(norm, input.scale * weight.scale)},
      post_process_{description(bias_, input.scale * weight.scale / output.scale, output, mode)} {
  require_usable(input, "a batch norm's input");
}

void BatchNorm::operator()(Codes in, std::size_t inner, MutableCodes out) const {
  require_size(out.size(), static_cast<std::int64_t>(in.size()), "a batch norm's output");
  const std::size_t image = weights_.size() * inner;
  if (image == 0 ? !in.empty() : in.size() % image != 0) throw ModelError{"a batch norm's input is not whole images"};
  for (std::size_t first = 0; first < in.size(); first += inner) {
    const std::size_t channel = first / inner % weights_.size();
    const std::int64_t weight = weights_[channel];
    for (std::size_t i = first; i < first + inner; ++i)
      out[i] = static_cast<std::int16_t>(post_process_((in[i] - zero_point_) * weight, channel));
  }
}

}  // namespace systole::models
