// Where the weights of a layer lie on arrays of Nor flash, what a forward asks of them, and how long writing them in
// takes (cim.md §2). A weight of both signs is a pair of flash cells; arrays are counted in pairs.
//
// W [K inputs x N outputs] is cut into row tiles of `rows` inputs and column tiles of `cols` outputs, an array each.
// All arrays of a layer work at the same time; codes of row tiles are added up. Counts are of the worst case: centred
// slices skip the MSB passes of a vector whose slices are all 0, which depends on data.
#pragma once

#include <cstdint>

#include "models/chip/chip.hpp"
#include "models/cim/engine.hpp"
#include "models/results.hpp"
#include "models/units.hpp"

namespace systole::models {

inline constexpr std::int64_t kCellsPerWeight = 2;

struct CimMapping {
  std::int64_t inputs = 0;   // K
  std::int64_t outputs = 0;  // N
  std::int64_t row_tiles = 0;
  std::int64_t col_tiles = 0;
  std::int64_t rows = 0;  // of an array; "unlimited": as many as there are inputs
  std::int64_t cols = 0;

  std::int64_t arrays() const { return row_tiles * col_tiles; }
  std::int64_t weights() const { return inputs * outputs; }
  /// Share of the arrays' pairs that hold a weight.
  double cells_used() const {
    return static_cast<double>(weights()) / (static_cast<double>(arrays()) * static_cast<double>(rows * cols));
  }
  bool operator==(const CimMapping&) const = default;
};

CimMapping map_onto_arrays(const CimConfig& config, std::int64_t inputs, std::int64_t outputs);

/// Passes of one vector: the samples of the MSB slices and one of the LSB slices; one in single-pass mode. `averaging:
/// equivalent` is a shortcut of arithmetic: hardware converts each sample, and that is what is counted.
std::int64_t cim_passes(const CimConfig& config);

/// Everything of a CimReport but vector_cycles, which depends on what surrounds the macros. `written`: the layer is
/// programmed before it runs.
CimReport cim_report(const CimEngine& engine, const CimMapping& mapping, std::int64_t vectors, Hertz clock,
                     bool written);

/// Writing the weights of a layer: erase once, all its arrays together; then pulses · time of a pulse a page.
Picoseconds programming_time(const CimProgramming& programming, std::int64_t weights);

}  // namespace systole::models
