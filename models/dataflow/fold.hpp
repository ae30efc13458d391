// Cycles of the systolic array for one tile, folded onto its PEs (timing.md §1), and the bytes that cross its edges.
//
// A fold takes an R x C array through: load (stationary operands in; ws, is), stream (T operand vectors), skew (the
// wavefront crossing the array) and drain (results out; os). In `rtl` accounting
//   ws, is serial:      R + T + (R + c - 2) a fold; overlapped: max(T, R) a fold, the first load and last skew show
//                       (the skew of the fold before the narrow last ones, if C - c is longer than these take)
//   os shifted:         T + (r + c - 2) + R a fold; overlapped: max(T + r + c - 2, R), the last drain shows
// and in `scalesim` accounting 2R + C + T - 2 (ws, is) or R + C + T - 2 (os), whatever r and c.
// With h = array.hop_registers pipeline registers a hop, every skew is multiplied by h, and overlapped streams begin at
// least h(R - 1) + 1 cycles apart, because a fold may add to the sums that the one before has just written. Loads and
// drains take a row a cycle whatever h.
#pragma once

#include <cstdint>

#include "models/chip/chip.hpp"
#include "models/results.hpp"
#include "models/units.hpp"

namespace systole::models {

/// A GEMM tile as the array sees it.
struct ArrayTile {
  std::int64_t m = 1;
  std::int64_t k = 1;
  std::int64_t n = 1;
  std::int64_t groups = 1;  // identical GEMMs one after another
  bool first_k = true;      // starts from zero; otherwise adds to partial sums in the ofmap buffer
  bool last_k = true;       // leaves results; otherwise partial sums
};

/// Bytes an element takes at the array's edges, and what the vector unit does to each result on its way out.
struct EdgeElements {
  Bytes activation{1};
  Bytes weight{1};
  Bytes partial{4};
  Bytes result{1};
  std::int64_t vector_cycles = 0;  // lane-cycles a result
};

/// What a tile costs its engine. Between tiles, the lead hides under the execution before and the tail under the one
/// after: start(i) = max(end(i-1), operands there + lead(i)); the results of i are in the ofmap buffer at end(i) +
/// tail(i). Neither is longer than any tile's execute, so that with tiles in time both always hide.
struct TileCost {
  Cycles execute;           // engine occupied
  Cycles lead;              // stationary operands go in before execute (weight_load: overlapped)
  Cycles tail;              // results leave after execute (overlapped options)
  CycleStack split;         // of `execute` by cause
  CycleStack tail_split;    // of `tail`
  CycleStack first_saving;  // `split` is less by this when no tile drains before it: the first tile of a layer
};

struct FoldCounts {
  std::int64_t folds = 0;
  std::int64_t used_pes = 0;  // sum of r * c over folds
};

/// Cycles that lie at least between the begins of two streams (ws, is; overlapped).
std::int64_t stream_period(const ArrayConfig& array);
/// Cycles of `tile` on `array` fed by `scratchpad`, in `rtl` accounting.
TileCost array_tile_cost(const ArrayConfig& array, const Scratchpad& scratchpad, const VectorConfig& vector,
                         const EdgeElements& edge, const ArrayTile& tile);
/// Cycles of a whole GEMM in `scalesim` accounting, where scratchpads never starve the array. No lead, no tail.
TileCost scalesim_cost(const ArrayConfig& array, const ArrayTile& gemm);

FoldCounts fold_counts(const ArrayConfig& array, const ArrayTile& tile);
/// Bytes through the scratchpad ports for one tile. Partial sums that are added to are read back (SCALE-Sim omits
/// that).
SramTraffic array_tile_traffic(const ArrayConfig& array, const EdgeElements& edge, const ArrayTile& tile);
/// Partial sums of a GEMM with reduction length k pass through the ofmap buffer at accumulator width (k in more than
/// one fold or more than one tile); otherwise only finished results do.
bool keeps_partial_sums(const ArrayConfig& array, std::int64_t k, std::int64_t tile_k);

}  // namespace systole::models
