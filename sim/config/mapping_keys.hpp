// The two mapping keys whose values have a structure of their own: the fixed tile and the list of engine rules.
#pragma once

#include <string>
#include <vector>

#include "sim/config/key_spec.hpp"

namespace systole::sim {

/// mapping.tiling: `auto` or {m: 64, k: 128, n: 64}.
KeySpec tiling_key();
/// mapping.engines: [{layers: "ffn*", engine: array}, {kind: softmax, engine: vector}].
KeySpec engines_key();

/// The kinds that an engine rule may name: all kinds of layers, and `depthwise` for a convolution with one input
/// channel a group.
const std::vector<std::string>& rule_kinds();

}  // namespace systole::sim
