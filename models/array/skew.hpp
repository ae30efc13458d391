// The skew of the array's edges: row i of the left edge sees a vector i hops later than the first, column j of the top
// edge j hops later.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "models/array/diagonals.hpp"
#include "models/array/grid.hpp"

namespace systole::models {

/// The left edge, and what travels from it to the right.
class LeftEdge {
 public:
  explicit LeftEdge(const GridShape& shape)
      : rows_(shape.rows, Diagonals<std::int16_t>{shape.rows + shape.cols, shape.hops}) {}

  /// The next cycle begins with this vector at the edge, or with zeros.
  void enter(bool present, std::span<const std::int16_t> vector) {
    for (std::size_t i = 0; i < rows_.size(); ++i) rows_[i].enter(present ? vector[i] : std::int16_t{0});
  }
  /// What the PEs of a row see in this cycle.
  const std::int16_t* row(std::size_t i) const { return rows_[i].from(i); }

 private:
  std::vector<Diagonals<std::int16_t>> rows_;
};

/// The top edge: what its columns hand to the first row.
class TopEdge {
 public:
  explicit TopEdge(const GridShape& shape)
      : hops_{shape.hops}, ring_(shape.cols * shape.hops, std::vector<std::int16_t>(shape.cols)), now_(shape.cols) {}

  void enter(bool present, std::span<const std::int16_t> vector);
  /// What the first row sees in this cycle.
  const std::vector<std::int16_t>& now() const { return now_; }

 private:
  std::size_t hops_;
  std::vector<std::vector<std::int16_t>> ring_;  // vectors of the last cols * hops cycles
  std::vector<std::int16_t> now_;
  std::size_t slot_ = 0;
};

}  // namespace systole::models
