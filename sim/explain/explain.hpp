// Why a number is what it is, in words: the formula with its figures, what binds, what would help.
#pragma once

#include <string>

#include "models/results.hpp"
#include "sim/program/program.hpp"

namespace systole::sim {

/// One layer: its GEMM, tiles, folds, cycles by cause, what binds, and what changes to the chip would bring, each
/// evaluated by mapping the layer anew.
std::string explain_layer(const Program& program, const ProgramLayer& layer);

/// The whole run: where the cycles go, the layers that take most, and what changes to the chip would bring.
std::string explain_run(const Program& program);

}  // namespace systole::sim
