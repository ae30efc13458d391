// The tile sizes and loop orders that the mapper tries.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "models/chip/chip.hpp"
#include "models/dataflow/tiling.hpp"
#include "models/dataflow/work.hpp"

namespace systole::models {

std::int64_t max_halves(const Scratchpad& scratchpad);

/// Sizes that cut `total` into 1, 2, 4, 8 … equal parts, rounded up to `granule`; descending, each once.
std::vector<std::int64_t> ladder_sizes(std::int64_t total, std::int64_t granule);

/// The orders that differ for a tiling: loops of one trip do not count. `wanted` restricts to one order.
std::vector<LoopOrder> distinct_orders(const Work& work, const Tiling& tiling, LoopOrder wanted);

/// The config's fixed tile for a layer: m becomes whole images, whole rows or a part of a row; k whole channels.
Tiling fixed_tiling(const Chip& chip, const Work& work);

class TileLadder {
 public:
  /// `fine` goes below the array's edge and below whole rows, for scratchpads that hold no less.
  TileLadder(const Chip& chip, const Work& work, bool fine);

  /// Calls `visit(tiling)` for each combination of sizes, `halves` in use, that may fit: along each axis, sizes that
  /// overflow a buffer by themselves are left out.
  template <class Visit>
  void for_each(std::int64_t halves, Visit visit) const {
    for (const std::int64_t groups : groups_) for_each_in(groups, halves, visit);
  }
  Tiling smallest() const;

 private:
  template <class Visit>
  void for_each_in(std::int64_t groups, std::int64_t halves, Visit visit) const {
    for (const std::int64_t channels : channels_) {
      for (const std::int64_t n : n_) {
        for (const Tiling& m : m_) {
          Tiling tiling = m;
          tiling.groups = groups;
          tiling.channels = channels;
          tiling.n = n;
          tiling.halves = halves;
          // Several groups go into one tile only whole.
          const bool whole = channels == channels_.front() && n == n_.front() && m == m_.front();
          if (groups > 1 && !whole) return;
          visit(tiling);
        }
      }
    }
  }

  std::vector<std::int64_t> groups_;
  std::vector<std::int64_t> channels_;
  std::vector<std::int64_t> n_;
  std::vector<Tiling> m_;  // images, rows and cols
};

}  // namespace systole::models
