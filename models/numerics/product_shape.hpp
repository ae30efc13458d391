// The shapes of matrix products: fully connected layers, and products of two activations.
#pragma once

#include <cstdint>

namespace systole::models {

/// output[rows][outputs] = input[rows][inputs] · weights[outputs][inputs]ᵀ, as torch's Linear holds them.
struct LinearShape {
  std::int64_t rows = 1;  // samples, or tokens of all samples
  std::int64_t inputs = 1;
  std::int64_t outputs = 1;
  bool operator==(const LinearShape&) const = default;
};

/// a: [batch][m][k], or [batch][k][m] transposed; b: [batch][k][n], or [batch][n][k] transposed; c: [batch][m][n].
struct MatmulShape {
  std::int64_t batch = 1;
  std::int64_t m = 1;
  std::int64_t k = 1;
  std::int64_t n = 1;
  bool transpose_a = false;
  bool transpose_b = false;

  /// Elements from one step of the reduction to the next, and from one row of a, or column of b, to the next.
  std::int64_t a_step() const { return transpose_a ? m : 1; }
  std::int64_t a_row() const { return transpose_a ? 1 : k; }
  std::int64_t b_step() const { return transpose_b ? 1 : n; }
  std::int64_t b_col() const { return transpose_b ? k : 1; }
  bool operator==(const MatmulShape&) const = default;
};

}  // namespace systole::models
