// Cycles of CIM macros for one tile of a layer: vectors of activations, one after another, through
//
//   read codes -> passes (models/cim/timing.hpp) -> add row tiles -> vector unit -> write results
//
// as a pipeline. Codes of the next vector are read, and results of the one before leave, while the macros work on a
// vector; row and column tiles work at the same time. The interval I between vectors is the longest of
//
//   T  all passes of a vector
//   R  reading its K codes through the port of the ifmap buffer
//   W  writing its results through that of the ofmap buffer
//   V  the vector unit's lane-cycles for it
//
// and a tile of m vectors takes R + (m - 1) · I + T + D + max(V, W), where D is one clock for shift-add and one for
// each level of the tree that adds up row tiles. What follows its last interval is the tile's tail, which the next tile
// hides, as far as the layer's smallest tile lasts.
//
// Two layers in a row (Work::chain: w12, SiLU and product, w3) are on different macros, which work at the same time: of
// a vector the second does its passes while the first does those of the next. One vector unit serves both, between them
// (V1) and behind them (V2): I is the longest of T, R, W and V1 + V2, and the last vector takes
// T + D1 + V1 + T + D2 + max(V2, W). What lies between the two stays in the vector unit and in the registers of the
// macros' rows: no scratchpad, no DRAM. Where the vector unit is faster than the passes its time is hidden but for the
// last vector's.
#pragma once

#include <cstdint>

#include "models/chip/chip.hpp"
#include "models/dataflow/fold.hpp"
#include "models/dataflow/work.hpp"
#include "models/results.hpp"

namespace systole::models {

/// The stages of a vector, in cycles.
struct CimPipeline {
  Cycles interval;       // I
  Cycles read;           // R
  Cycles passes;         // T
  Cycles summed;         // D, D1
  Cycles between;        // V1
  Cycles second_summed;  // D2
  Cycles behind;         // max(V, W)
  bool has_second = false;

  /// From the end of the first layer's passes to the begin of the second's, or to the results.
  Cycles first_way() const { return summed + (has_second ? between : behind); }
  Cycles second_way() const { return second_summed + behind; }
  /// Of one vector, from its first pass to its last result.
  Cycles way() const { return passes + first_way() + (has_second ? passes + second_way() : Cycles{0}); }
};

/// `work` is of the CIM engine, on a chip that has it.
CimPipeline cim_pipeline(const Chip& chip, const Work& work);

/// Vectors of a tile, and of the layer's smallest tile.
struct CimTileVectors {
  std::int64_t count = 1;
  std::int64_t least = 1;
};

/// mac: passes; fill_drain: the last vector's way through; sram_stall and vector: what ports and the vector unit add.
TileCost cim_tile_cost(const Chip& chip, const Work& work, const CimTileVectors& vectors);

SramTraffic cim_tile_traffic(const Work& work, std::int64_t vectors);

/// Clock cycles from the last conversion to the sum: D.
std::int64_t cim_summation(std::int64_t row_tiles);

}  // namespace systole::models
