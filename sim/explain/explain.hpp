// Why a number is what it is, in words: the formula with its figures, what binds, what would help.
#pragma once

#include <string>

#include "models/energy/table.hpp"
#include "models/results.hpp"
#include "sim/program/program.hpp"

namespace systole::sim {

/// One layer: its GEMM, tiles, folds, cycles by cause, energy, what binds, and what changes to the chip would bring,
/// each evaluated by mapping the layer anew. `energy`: null where the chip names no table.
std::string explain_layer(const Program& program, const ProgramLayer& layer, const models::EnergyTable* energy);

/// The whole run: where the cycles and the energy go, the layers that take most, and what changes to the chip would
/// bring.
std::string explain_run(const Program& program, const models::EnergyTable* energy);

}  // namespace systole::sim
