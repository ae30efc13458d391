#include "sim/inference/float_stage.hpp"

#include <utility>

namespace systole::sim {

FloatLayer in_a_row(std::vector<FloatLayer> layers) {
  if (layers.size() == 1) return std::move(layers.front());
  return [layers = std::move(layers)](std::span<const Reals> inputs, std::span<float> output) {
    layers.front()(inputs, output);
    std::vector<float> before(output.size());
    for (std::size_t i = 1; i < layers.size(); ++i) {
      before.assign(output.begin(), output.end());
      const Reals operand{before};
      layers[i](std::span{&operand, 1}, output);
    }
  };
}

FloatLayer make_float_stage(const workloads::Network& network, const Stage& stage, const NetworkWeights& weights) {
  std::vector<std::size_t> indices{stage.layer};
  if (stage.batch_norm) indices.push_back(*stage.batch_norm);
  indices.insert(indices.end(), stage.clamps.begin(), stage.clamps.end());
  std::vector<FloatLayer> layers;
  layers.reserve(indices.size());
  for (const std::size_t index : indices) layers.push_back(make_float_layer(network, network.layers()[index], weights));
  return in_a_row(std::move(layers));
}

}  // namespace systole::sim
