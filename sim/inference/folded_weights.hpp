// The weights of a stage as its array sees them, before they are quantised.
#pragma once

#include <string>
#include <vector>

#include "models/numerics/operators/batch_norm.hpp"
#include "models/numerics/quantize/channel_layout.hpp"
#include "sim/inference/network_weights.hpp"
#include "sim/inference/stages.hpp"

namespace systole::sim {

/// Of a convolution, linear layer or bare GEMM; empty for other stages.
struct FoldedWeights {
  std::vector<float> weight;  // as the layer's own array
  std::vector<float> bias;    // empty: none
  /// Output channels: rows of `weight`, or for a bare GEMM its columns.
  std::int64_t channels = 0;
  bool channels_last = false;
};

/// Whether a layer has weights that its array reads.
bool has_weights(const workloads::Layer& layer);

/// With the batch norm of the stage folded in, which always makes a bias.
FoldedWeights folded_weights(const workloads::Network& network, const Stage& stage, const NetworkWeights& weights);

/// How `params` parameters of the weight lie over it: one, or one an output channel.
models::ChannelLayout weight_layout(const FoldedWeights& folded, std::size_t params);

/// A batch norm as scale and shift of each channel.
models::ChannelAffine channel_affine(const NetworkWeights& weights, const std::string& layer);

}  // namespace systole::sim
