// The tile sizes and loop orders that the mapper tries.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "models/chip/chip.hpp"
#include "models/dataflow/tiling.hpp"
#include "models/dataflow/work.hpp"

namespace systole::models {

/// Sizes that cut `total` into 1, 2, 4, 8 … equal parts, rounded up to `granule`; descending, each once.
std::vector<std::int64_t> ladder_sizes(std::int64_t total, std::int64_t granule);

/// The orders that differ when the loops over m, k and n make more than one trip or not. `wanted` restricts to one
/// order.
std::span<const LoopOrder> distinct_orders(bool m, bool k, bool n, const LoopOrder& wanted);

/// The config's fixed tile for a layer: m becomes whole images, whole rows or a part of a row; k whole channels.
Tiling fixed_tiling(const Chip& chip, const Work& work);

/// Sizes along each axis, largest first.
struct TileLadder {
  std::vector<std::int64_t> groups;
  std::vector<std::int64_t> channels;
  std::vector<std::int64_t> n;
  std::vector<std::array<std::int64_t, 3>> m;  // images, rows, cols

  /// `fine` goes below the array's edge and below whole rows, for scratchpads that hold no less.
  TileLadder(const Chip& chip, const Work& work, bool fine);
  Tiling smallest() const;
};

}  // namespace systole::models
