// Cross-layer equalisation of a network's weights (models/numerics/fit/equalize.hpp): the same network in real numbers,
// with the ranges of the channels between two layers alike, so that one step a tensor serves them all.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "sim/inference/network_weights.hpp"

namespace systole::sim {

struct EqualizedWeights {
  NetworkWeights weights;
  std::vector<std::pair<std::string, std::string>> pairs;  // of layers
};

/// Pairs of convolutions and linear layers of which the second alone reads the first, with nothing but relu, pools and
/// identities between them, and flattening before a linear layer; the second has one group, or one a channel. Batch
/// norms count as folded; what is changed then are their gains and shifts. Pair after pair, until factors stay near 1.
EqualizedWeights equalize_weights(const workloads::Network& network, const NetworkWeights& weights);

}  // namespace systole::sim
