// A layer's shape, folds and tiles as formulas with their figures.
#pragma once

#include <string>

#include "models/results.hpp"
#include "sim/program/program.hpp"

namespace systole::sim {

/// "GEMM: M = 1,024 (32 x 32 outputs), K = 27 (3 channels x 9 taps), N = 32: 884,736 MACs".
std::string shape_text(const ProgramLayer& layer);
/// How the largest tile folds onto the array, and what a full fold takes. Empty off the array.
std::string fold_text(const models::Chip& chip, const ProgramLayer& layer);
/// How the layer is cut, what a tile takes in each scratchpad, and how often operands are loaded.
std::string tile_text(const models::Chip& chip, const ProgramLayer& layer, const models::LayerResult& row);

}  // namespace systole::sim
