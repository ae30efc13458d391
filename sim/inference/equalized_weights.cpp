#include "sim/inference/equalized_weights.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "models/numerics/fit/equalize.hpp"
#include "sim/inference/folded_weights.hpp"

namespace systole::sim {

using models::ChannelLayout;
using models::ScaleBy;
using workloads::Layer;
using workloads::LayerKind;
using workloads::Network;

namespace {

constexpr int kMostRounds = 20;
constexpr double kNearOne = 0.01;

struct Pair {
  Stage first;
  Stage second;
  ChannelLayout shared;  // of the second's weights, by input channel
};

bool is_conv(const Layer& layer) {
  return std::holds_alternative<workloads::Conv>(layer.attributes);
}

/// Positively homogeneous: neither clamps at a value other than 0 nor adds one.
bool keeps_scale(const Stage& stage) {
  return std::isinf(stage.highest) && (stage.lowest == 0 || std::isinf(stage.lowest));
}

/// Channels stay where they are; of signals and images, and of what linear layers write.
bool passes_on(const Layer& layer, bool channels_last) {
  switch (layer.kind) {
    case LayerKind::relu:
    case LayerKind::identity:
      return true;
    case LayerKind::max_pool:
    case LayerKind::avg_pool:
    case LayerKind::adaptive_avg_pool:
      return !channels_last;
    default:
      return false;
  }
}

/// [N, C, ...] to [N, C·...].
bool flattens(const Network& network, const Layer& layer) {
  return layer.kind == LayerKind::reshape && layer.output.size() == 2 &&
         layer.output[0] == network.shape(layer.inputs.front())[0];
}

/// None for a grouped convolution.
std::optional<ChannelLayout> shared_layout(const Network& network, const Layer& layer, std::size_t channels) {
  if (layer.kind == LayerKind::linear) {
    const auto inputs = static_cast<std::size_t>(network.shape(layer.inputs.front()).back());
    return ChannelLayout{static_cast<std::size_t>(layer.output.back()), channels, inputs / channels};
  }
  const auto& conv = std::get<workloads::Conv>(layer.attributes);
  const auto filters = static_cast<std::size_t>(conv.filters);
  const auto taps = static_cast<std::size_t>(conv.window.kernel[0] * conv.window.kernel[1]);
  if (conv.groups == 1) return ChannelLayout{filters, channels, taps};
  if (static_cast<std::size_t>(conv.groups) == channels) return ChannelLayout{1, channels, filters / channels * taps};
  return std::nullopt;
}

class Pairs {
 public:
  explicit Pairs(const Network& network)
      : network_{&network}, stages_{stages_of(network)}, consumers_{network.consumers()} {}

  std::vector<Pair> find() const {
    std::vector<Pair> pairs;
    for (const Stage& stage : stages_)
      if (const std::optional<Pair> pair = from(stage)) pairs.push_back(*pair);
    return pairs;
  }

 private:
  const Layer& layer_of(const Stage& stage) const { return network_->layers()[stage.layer]; }

  /// The only reader.
  const Stage* next(const Stage& stage) const {
    const std::vector<std::size_t>& readers = consumers_[stage.last()];
    if (readers.size() != 1) return nullptr;
    const auto found =
        std::find_if(stages_.begin(), stages_.end(), [&](const Stage& each) { return each.layer == readers.front(); });
    return found == stages_.end() ? nullptr : &*found;
  }

  std::optional<Pair> from(const Stage& first) const {
    const Layer& layer = layer_of(first);
    if ((!is_conv(layer) && layer.kind != LayerKind::linear) || !keeps_scale(first)) return std::nullopt;
    const auto channels = static_cast<std::size_t>(is_conv(layer) ? layer.output[1] : layer.output.back());
    bool last = layer.kind == LayerKind::linear;  // where channels are
    for (const Stage* stage = next(first); stage != nullptr; stage = next(*stage)) {
      const Layer& reader = layer_of(*stage);
      if (last ? reader.kind == LayerKind::linear : is_conv(reader)) {
        const std::optional<ChannelLayout> shared = shared_layout(*network_, reader, channels);
        return shared ? std::optional{Pair{first, *stage, *shared}} : std::nullopt;
      }
      if (!last && flattens(*network_, reader)) {
        last = true;
      } else if (!passes_on(reader, last) || !keeps_scale(*stage)) {
        return std::nullopt;
      }
    }
    return std::nullopt;
  }

  const Network* network_;
  std::vector<Stage> stages_;
  std::vector<std::vector<std::size_t>> consumers_;
};

void scale(NetworkWeights& weights, const std::string& name, const ChannelLayout& layout,
           const std::vector<double>& factors, ScaleBy by) {
  const std::span<const float> values = weights.find(name);
  if (!values.empty()) weights.set(name, models::scale_channels(values, layout, factors, by));
}

/// Divides what the stage writes.
void divide_first(const Network& network, const Stage& stage, const std::vector<double>& factors,
                  NetworkWeights& weights) {
  const ChannelLayout each{1, factors.size(), 1};
  std::string name = network.layers()[stage.layer].name;
  if (stage.batch_norm) {
    name = network.layers()[*stage.batch_norm].name;
    if (!weights.has(name + ".weight")) weights.set(name + ".weight", std::vector<float>(factors.size(), 1.0F));
  }
  const std::size_t a_channel = weights.get(name + ".weight").size() / factors.size();
  scale(weights, name + ".weight", {1, factors.size(), a_channel}, factors, ScaleBy::inverse);
  scale(weights, name + ".bias", each, factors, ScaleBy::inverse);
}

/// How far from 1 the pair's factors were.
double equalize_pair(const Network& network, const Pair& pair, NetworkWeights& weights) {
  const FoldedWeights first = folded_weights(network, pair.first, weights);
  const FoldedWeights second = folded_weights(network, pair.second, weights);
  const std::vector<double> factors = models::equalization_factors(
      first.weight, weight_layout(first, static_cast<std::size_t>(first.channels)), second.weight, pair.shared);
  divide_first(network, pair.first, factors, weights);
  scale(weights, network.layers()[pair.second.layer].name + ".weight", pair.shared, factors, ScaleBy::factor);
  double far = 0;
  for (const double factor : factors) far = std::max(far, std::abs(std::log(factor)));
  return far;
}

}  // namespace

EqualizedWeights equalize_weights(const Network& network, const NetworkWeights& weights) {
  EqualizedWeights result{weights, {}};
  const std::vector<Pair> pairs = Pairs{network}.find();
  for (const Pair& pair : pairs)
    result.pairs.emplace_back(network.layers()[pair.first.layer].name, network.layers()[pair.second.layer].name);
  for (int round = 0; round < kMostRounds; ++round) {
    double far = 0;
    for (const Pair& pair : pairs) far = std::max(far, equalize_pair(network, pair, result.weights));
    if (far < kNearOne) break;
  }
  return result;
}

}  // namespace systole::sim
