// Matrices turned around, as tensors change between channels first and channels last, in blocks that stay in vector
// registers (every x86-64 has the shuffles).
#pragma once

#include <cstddef>
#include <cstdint>

namespace systole::models {

/// A matrix in memory: elements from one row to the next.
template <class T>
struct MatrixView {
  T* values = nullptr;
  std::size_t stride = 0;
};

/// to[col][row] = from[row][col] for rows x cols elements. They must not overlap.
void turn(MatrixView<const std::int16_t> from, MatrixView<std::int16_t> to, std::size_t rows, std::size_t cols);
void turn(MatrixView<const std::uint8_t> from, MatrixView<std::uint8_t> to, std::size_t rows, std::size_t cols);

}  // namespace systole::models
