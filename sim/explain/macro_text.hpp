// A layer on CIM macros as formulas with their figures: arrays, passes, and what sets the interval between vectors.
#pragma once

#include <string>

#include "sim/program/program.hpp"

namespace systole::sim {

/// Of a layer of role `work` on macros, with the layer that ends its pipeline.
std::string macro_text(const Program& program, const ProgramLayer& layer);

/// Of any layer that has weights on macros: "Arrays of w3: ceil(K/rows) · ceil(N/cols) = ...".
std::string arrays_text(const Program& program, const ProgramLayer& layer);

}  // namespace systole::sim
