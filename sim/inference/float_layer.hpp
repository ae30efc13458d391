// A layer of the reference network in real numbers: prepared once for its weights, run for every sample.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "sim/inference/network_weights.hpp"
#include "workloads/network/network.hpp"

namespace systole::sim {

using Reals = std::span<const float>;

/// Elements of all inputs in order (for a bare GEMM its left operand) to those of the output, all in C order. Not for
/// several threads at once.
using FloatLayer = std::function<void(std::span<const Reals> inputs, std::span<float> output)>;

/// Padding reads zero and never counts in an average; rope turns pairs of neighbours (the convention of JiT) by the
/// position on the axis before the last. Weights are copied. Throws models::ModelError when weights are missing.
FloatLayer make_float_layer(const workloads::Network& network, const workloads::Layer& layer,
                            const NetworkWeights& weights);

/// The weights of a mixed sum's operands: softmax of its logits.
std::vector<double> mixing_shares(const NetworkWeights& weights, const std::string& layer);

}  // namespace systole::sim
