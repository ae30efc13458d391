// A value for each PE, row by row.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace systole::models {

struct GridShape {
  std::size_t rows = 1;
  std::size_t cols = 1;
  std::size_t hops = 1;  // pipeline registers between neighbours

  /// Cycles after which what entered an edge has passed every PE.
  std::size_t crossing() const { return (rows + cols) * hops; }
};

template <class T>
class Grid {
 public:
  Grid() = default;
  explicit Grid(const GridShape& shape) : cols_{shape.cols}, values_(shape.rows * shape.cols) {}

  T* row(std::size_t i) { return values_.data() + i * cols_; }
  const T* row(std::size_t i) const { return values_.data() + i * cols_; }
  const T& at(std::size_t i, std::size_t j) const { return values_[i * cols_ + j]; }
  const std::vector<T>& values() const { return values_; }

 private:
  std::size_t cols_ = 0;
  std::vector<T> values_;
};

}  // namespace systole::models
