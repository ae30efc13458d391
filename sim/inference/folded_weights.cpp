#include "sim/inference/folded_weights.hpp"

#include <algorithm>

#include "models/numerics/operators/batch_norm.hpp"
#include "models/reference/normalization.hpp"
#include "workloads/network/parameters.hpp"

namespace systole::sim {

using workloads::Layer;
using workloads::LayerKind;
using workloads::Network;

models::ChannelAffine channel_affine(const NetworkWeights& weights, const std::string& layer) {
  return models::channel_affine({weights.find(layer + ".weight"), weights.find(layer + ".bias"),
                                 weights.get(layer + ".running_mean"), weights.get(layer + ".running_var"),
                                 models::kBatchNormEpsilon});
}

bool has_weights(const Layer& layer) {
  return std::holds_alternative<workloads::Conv>(layer.attributes) || layer.kind == LayerKind::linear ||
         layer.kind == LayerKind::gemm;
}

FoldedWeights folded_weights(const Network& network, const Stage& stage, const NetworkWeights& weights) {
  const Layer& layer = network.layers()[stage.layer];
  if (!has_weights(layer)) return {};
  const bool gemm = layer.kind == LayerKind::gemm;
  const std::span<const float> weight = weights.get(layer.name + (gemm ? ".b" : ".weight"));
  const std::span<const float> bias = weights.find(layer.name + ".bias");
  FoldedWeights folded;
  folded.channels_last = gemm;
  folded.channels = gemm                              ? layer.output.back()
                    : layer.kind == LayerKind::linear ? layer.output.back()
                                                      : layer.output[1];
  if (stage.batch_norm) {
    models::FoldedWeights result =
        models::fold_batch_norm(channel_affine(weights, network.layers()[*stage.batch_norm].name), weight, bias);
    folded.weight = std::move(result.weights);
    folded.bias = std::move(result.bias);
    return folded;
  }
  folded.weight.assign(weight.begin(), weight.end());
  folded.bias.assign(bias.begin(), bias.end());
  return folded;
}

models::ChannelLayout weight_layout(const FoldedWeights& folded, std::size_t params) {
  const std::size_t each = folded.weight.size() / params;
  return folded.channels_last ? models::ChannelLayout{each, params, 1} : models::ChannelLayout{1, params, each};
}

}  // namespace systole::sim
