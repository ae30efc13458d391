// A GEMM as the array's edges see it: where operands come from and where sums go. C[M x N] = A[M x K] . B[K x N].
#pragma once

#include <cstdint>
#include <span>

namespace systole::models {

/// A sum that has left the array.
struct ArrayResult {
  std::int64_t m = 0;
  std::int64_t n = 0;
  std::int64_t value = 0;
  bool finished = false;     // all of K is in it
  bool ends_vector = false;  // the last of its vector to leave
  std::int64_t row = 0;      // PE that it left
  std::int64_t col = 0;
  bool overflowed = false;  // os: adding to the partial sum did not fit the accumulator
};

class EdgeTile {
 public:
  virtual ~EdgeTile() = default;

  /// A[m][k + i], for each element of `out`; likewise the others.
  virtual void a_along_k(std::int64_t m, std::int64_t k, std::span<std::int16_t> out) = 0;
  virtual void a_along_m(std::int64_t m, std::int64_t k, std::span<std::int16_t> out) = 0;
  virtual void b_along_n(std::int64_t k, std::int64_t n, std::span<std::int16_t> out) = 0;
  virtual void b_along_k(std::int64_t k, std::int64_t n, std::span<std::int16_t> out) = 0;
  /// What a sum is added to.
  virtual std::int64_t partial(std::int64_t m, std::int64_t n) = 0;
  virtual void take(const ArrayResult& result) = 0;
};

/// A GEMM to be folded onto an array.
struct FoldedGemm {
  EdgeTile* tile = nullptr;
  std::int64_t m = 1;
  std::int64_t k = 1;
  std::int64_t n = 1;
  bool accumulates = false;  // adds to what is in C
  bool finishes = true;      // no more of K comes after it
};

}  // namespace systole::models
