// A layer on a chip, cut into tiles: what each step loads, executes and stores, generated lazily from the loop nest,
// and the layer's totals in closed form. `event` walks the steps, `analytic` reasons about them; both read them from
// here.
#pragma once

#include <array>
#include <cstdint>

#include "models/chip/chip.hpp"
#include "models/dataflow/fold.hpp"
#include "models/dataflow/tile_box.hpp"
#include "models/dataflow/tiling.hpp"
#include "models/dataflow/work.hpp"
#include "models/results.hpp"

namespace systole::models {

/// A position in the loop nest.
struct Cursor {
  std::array<std::int64_t, kAxes> index{};  // by depth
  std::int64_t step = 0;
  int moved = -1;  // depth of the loop that advanced last; -1 at the first step

  /// Depth of the loop that the next advance would move; -1 when this is the last step.
  int next_depth(const LoopNest& nest) const {
    for (const int depth : nest.turning()) {
      const auto at = static_cast<std::size_t>(depth);
      if (index[at] + 1 < nest.loops[at].trips) return depth;
    }
    return -1;
  }
  /// False at the end, where the indices begin again.
  bool advance(const LoopNest& nest) {
    for (const int depth : nest.turning()) {
      const auto at = static_cast<std::size_t>(depth);
      if (index[at] + 1 < nest.loops[at].trips) {
        ++index[at];
        moved = depth;
        ++step;
        return true;
      }
      index[at] = 0;
    }
    return false;
  }
};

/// What a step brings in. A tile that the loop order keeps is not loaded again.
struct StepLoads {
  bool new_a = false;  // takes a half of the ifmap buffer
  bool new_b = false;
  bool reload_c = false;  // spilled partial sums come back into a half of the ofmap buffer
  Bytes a;
  Bytes b;
  Bytes c;
  bool stationary = false;  // brings the operand that stays in the PEs, which the next stream waits for

  Bytes total() const { return a + b + c; }
};

/// Which tiles a step begins and ends, and what leaves after it.
struct StepEdges {
  bool new_c = false;   // begins a visit of a C tile: takes a half of the ofmap buffer
  bool ends_a = false;  // last step that uses this tile of A: its half becomes free
  bool ends_b = false;
  bool ends_c = false;  // ends the visit: the tile is stored
  bool stores_partial = false;
  Bytes store;
};

/// What a step computes.
struct StepWork {
  StepEdges edges;
  std::int64_t macs = 0;
  TileCost cost;
  SramTraffic sram;
};

struct ScheduleTotals {
  CycleStack ideal;  // cycles with ideal DRAM by cause
  SramTraffic sram;
  DramTraffic dram;
  std::int64_t steps = 0;
  std::int64_t folds = 0;
  std::int64_t used_pes = 0;  // summed over folds
  std::int64_t macs = 0;
};

/// Bounds over all steps of what they take and move, and what the two ends of the layer are exactly: enough to tell
/// whether DRAM can ever make the engine wait.
struct ScheduleExtremes {
  Cycles ideal;         // the layer with ideal DRAM
  Cycles least;         // shortest execute
  Cycles longest_lead;  // of any tile
  Cycles longest_tail;
  Bytes most_a;  // of a load after the first step
  Bytes most_b;
  Bytes most_c;  // of a store of results
  StepLoads first;
  Bytes last_store;
};

class Schedule {
 public:
  /// `tiling` must fit the chip's scratchpads (mapper.hpp).
  Schedule(const Chip& chip, const Work& work, const Tiling& tiling);

  const Chip& chip() const { return chip_; }
  const Work& work() const { return work_; }
  const Tiling& tiling() const { return tiling_; }
  const LoopNest& nest() const { return nest_; }
  const HalvesInUse& halves() const { return halves_; }

  StepLoads loads(const Cursor& at) const;
  StepEdges edges(const Cursor& at) const;
  StepWork execution(const Cursor& at) const;
  /// The cost alone, and a number below `kCostClasses` that steps of the same cost share.
  TileCost cost(const Cursor& at) const;
  std::size_t cost_class(const Cursor& at) const;
  static constexpr std::size_t kCostClasses = 256;
  /// Where the tiles of a position lie in the layer.
  TileBox box(const Cursor& at) const;
  /// C is kept in the ofmap buffer at the width of partial sums.
  bool holds_partial_sums() const { return partial_sums_; }
  /// Bytes that the C tile at a position takes in the ofmap buffer, at the width in which it is kept there.
  Bytes c_footprint(const Cursor& at) const;
  /// Different C tiles between two visits of the same one, when the reduction is split.
  std::int64_t revisit_distance() const;

  ScheduleTotals totals() const;
  ScheduleExtremes extremes() const;

 private:
  struct Sizes {
    std::int64_t groups, images, rows, cols, channels, n;
    bool first_k, last_k;
    std::int64_t m() const { return images * rows * cols; }
  };
  struct Execution {
    TileCost cost;
    SramTraffic sram;
    std::int64_t macs = 0;
    FoldCounts folds;
  };

  Sizes sizes_at(const Cursor& at) const;
  ArrayTile array_tile(const Sizes& sizes) const;
  Execution execute(const Sizes& sizes) const;
  TileCost cost(const Sizes& sizes) const;
  void expose_what_cannot_hide(TileCost& cost) const;
  Execution execute_on_array(const Sizes& sizes) const;
  Execution execute_on_vector(const Sizes& sizes) const;
  Execution execute_on_macros(const Sizes& sizes) const;
  Execution layer_in_scalesim() const;
  Execution share_of_layer(std::int64_t macs) const;
  void pay_remainder(TileCost& cost) const;
  void find_remainder();
  /// Calls `visit(sizes, count)` for each class of steps that cost the same.
  template <class Visit>
  void for_each_class(Visit visit) const;
  DramTraffic dram_traffic() const;
  void find_most_bytes(ScheduleExtremes& extremes) const;

  const Chip& chip_;
  Work work_;
  Tiling tiling_;
  LoopNest nest_;
  HalvesInUse halves_;
  EdgeElements edge_;
  bool by_layer_ = false;      // scalesim accounting: tiles share the layer's cycles
  bool partial_sums_ = false;  // C is kept at partial-sum width
  bool hides_tail_ = true;     // results of a tile may leave under the next one
  std::int64_t least_m_ = 1;   // outputs of a channel in the smallest tile
  bool hides_lead_ = true;     // stationary operands may go in under the tile before
  Execution layer_;            // by_layer_: the whole
  Execution remainder_;        // paid in the first step: by_layer_: what rounding left over; CIM: programming
};

}  // namespace systole::models
