// How far scratchpad ports and the vector unit stretch the phases of a layer's folds, at least: all bytes of a phase
// over the port's width, without the rounding up in each fold. Which folds there are does not depend on tiles but
// through their counts, so that it takes some additions where the cost of every kind of tile would take a microsecond.
#pragma once

#include <cstdint>

#include "models/chip/chip.hpp"
#include "models/dataflow/work.hpp"

namespace systole::models {

/// Folds of one group of a tiled layer.
struct FoldSums {
  std::int64_t streamed = 0;   // operand vectors that a fold streams, added up over the tiles of their axis
  std::int64_t across = 0;     // length of the axis over the array's columns (ws, os: N; is: M)
  std::int64_t k_folds = 0;    // ws, is: over the rows; os: visits of an output, one for each tile of K
  std::int64_t row_folds = 0;  // os: over the rows
  std::int64_t col_folds = 0;  // over the columns
  std::int64_t passes = 0;     // ws, is: how often stationary operands go in
};

/// Cycles, added up over the folds of one group.
struct PhaseSums {
  std::int64_t stream = 0;
  std::int64_t edge = 0;  // ws, is: stationary operands go in; os: results leave

  bool operator==(const PhaseSums&) const = default;
};

class PortBound {
 public:
  PortBound(const Chip& chip, const Work& work);

  /// Whether any port may be too narrow, or the vector unit too slow, for a full fold.
  bool starves() const { return starves_; }
  /// `own`: without ports. What fold.hpp's closed form adds up to is no less.
  PhaseSums stretched(const PhaseSums& own, const FoldSums& folds) const;

 private:
  PhaseSums with_stationary_operands(const PhaseSums& own, const FoldSums& folds) const;
  PhaseSums with_stationary_results(const PhaseSums& own, const FoldSums& folds) const;
  std::int64_t results(std::int64_t own, std::int64_t outputs, std::int64_t visits) const;

  Dataflow dataflow_;
  std::int64_t m_;
  std::int64_t k_;
  std::int64_t n_;
  bool starves_ = false;
  double activation_;  // cycles that the port needs for one
  double weight_;
  double partial_;
  double result_;  // or the vector unit, where that takes longer
};

}  // namespace systole::models
