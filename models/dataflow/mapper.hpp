// Chooses how a layer is tiled: sizes, loop order and halves in use (timing.md §3).
//
// The search space is a ladder of sizes per axis (the axis cut into 1, 2, 4, 8 … equal parts, rounded up to the array's
// edge) and all distinct loop orders, each with as many halves as the tile leaves room for. The ladder does not depend
// on buffer sizes or halves: a larger buffer only adds candidates, so it never makes a layer slower. Candidates are
// taken in the order of a lower bound of their cycles (engine or channel, whichever is busier, plus the first load and
// the last store) and evaluated exactly until the bound reaches the best: the result is the best of the whole space.
// Small tiles come first, so that most of the others need no more than their bound.
#pragma once

#include <cstdint>

#include "models/chip/chip.hpp"
#include "models/dataflow/tiling.hpp"
#include "models/dataflow/work.hpp"
#include "models/units.hpp"

namespace systole::models {

struct Mapping {
  Tiling tiling;
  Cycles cycles;                // exact, as `analytic` reports
  Bytes dram;                   // traffic both ways
  std::int64_t candidates = 0;  // that fit and whose bound did not rule them out at once
  std::int64_t evaluated = 0;   // exactly
};

/// Throws UserError when no tile fits, or when the config's fixed tile does not.
Mapping map_layer(const Chip& chip, const Work& work);

}  // namespace systole::models
