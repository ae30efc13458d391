// A stage (stages.hpp) in real numbers.
#pragma once

#include <vector>

#include "sim/inference/float_layer.hpp"
#include "sim/inference/stages.hpp"

namespace systole::sim {

/// Layers one after another, each reading what the one before has written; all write equally many elements.
FloatLayer in_a_row(std::vector<FloatLayer> layers);

/// The stage's layer, its batch norm and its clamps.
FloatLayer make_float_stage(const workloads::Network& network, const Stage& stage, const NetworkWeights& weights);

}  // namespace systole::sim
