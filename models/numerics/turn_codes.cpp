#include "models/numerics/turn_codes.hpp"

#include <cstring>

namespace systole::models {

namespace {

/// 16 bytes, which are a register of every x86-64.
template <class T>
struct Block;

template <>
struct Block<std::int16_t> {
  static constexpr std::size_t kSize = 8;
  using Row [[gnu::vector_size(16)]] = std::int16_t;
  static Row low(Row a, Row b) { return __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11); }
  static Row high(Row a, Row b) { return __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15); }
};

template <>
struct Block<std::uint8_t> {
  static constexpr std::size_t kSize = 16;
  using Row [[gnu::vector_size(16)]] = std::uint8_t;
  static Row low(Row a, Row b) {
    return __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  }
  static Row high(Row a, Row b) {
    return __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  }
};

/// Interleaving the first half of the rows with the second moves the highest bit of a row's number to the end of its
/// elements' numbers; after as many times as there are bits, row and element have changed places.
template <class T>
void turn_block(const T* from, std::size_t from_stride, T* to, std::size_t to_stride) {
  using B = Block<T>;
  constexpr std::size_t kSize = B::kSize;
  typename B::Row rows[kSize];
  for (std::size_t i = 0; i < kSize; ++i) std::memcpy(&rows[i], from + i * from_stride, sizeof(rows[i]));
#pragma GCC unroll 4
  for (std::size_t bit = 1; bit < kSize; bit *= 2) {
    typename B::Row next[kSize];
#pragma GCC unroll 8
    for (std::size_t i = 0; i < kSize / 2; ++i) {
      next[2 * i] = B::low(rows[i], rows[i + kSize / 2]);
      next[2 * i + 1] = B::high(rows[i], rows[i + kSize / 2]);
    }
#pragma GCC unroll 16
    for (std::size_t i = 0; i < kSize; ++i) rows[i] = next[i];
  }
#pragma GCC unroll 16
  for (std::size_t i = 0; i < kSize; ++i) std::memcpy(to + i * to_stride, &rows[i], sizeof(rows[i]));
}

template <class T>
void turn_matrix(const MatrixView<const T>& from, const MatrixView<T>& to, std::size_t rows, std::size_t cols) {
  constexpr std::size_t kSize = Block<T>::kSize;
  const std::size_t whole_rows = rows - rows % kSize;
  const std::size_t whole_cols = cols - cols % kSize;
  for (std::size_t col = 0; col < whole_cols; col += kSize)
    for (std::size_t row = 0; row < whole_rows; row += kSize)
      turn_block(from.values + row * from.stride + col, from.stride, to.values + col * to.stride + row, to.stride);
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t col = row < whole_rows ? whole_cols : 0; col < cols; ++col)
      to.values[col * to.stride + row] = from.values[row * from.stride + col];
}

}  // namespace

void turn(MatrixView<const std::int16_t> from, MatrixView<std::int16_t> to, std::size_t rows, std::size_t cols) {
  turn_matrix(from, to, rows, cols);
}
void turn(MatrixView<const std::uint8_t> from, MatrixView<std::uint8_t> to, std::size_t rows, std::size_t cols) {
  turn_matrix(from, to, rows, cols);
}

}  // namespace systole::models
