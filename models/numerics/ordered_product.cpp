#include "models/numerics/ordered_product.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <vector>

#include "models/array/row_kernels.hpp"
#include "models/errors.hpp"

namespace systole::models {

namespace {

/// A block of C as rows of neighbouring lanes, over which a step runs as over a row of PEs.
struct Block {
  std::int64_t rows;
  std::int64_t k;
  std::int64_t lanes;
  const std::int16_t* factors;   // [rows][k]
  const std::int16_t* operands;  // [k][operand_stride], of which `lanes` count
  std::int64_t operand_stride;
  std::int64_t* c;
  std::int64_t row_stride;
  std::int64_t lane_stride;
};

constexpr std::int64_t kLanes = 512;  // of a block: its buffers stay in the first cache
constexpr std::int64_t kEnoughLanes = 64;

/// One value for every lane. Groups of a fixed size are what GCC's -O2 vectorises.
class Broadcast {
 public:
  const std::int16_t* fill(std::int64_t lanes, std::int16_t value) {
    for (std::size_t group = 0; group < static_cast<std::size_t>(lanes); group += kGroup)
      for (std::size_t i = 0; i < kGroup; ++i) values_[group + i] = value;
    return values_.data();
  }

 private:
  static constexpr std::size_t kGroup = 16;
  std::array<std::int16_t, kLanes> values_{};
};

template <class Sum>
std::int64_t multiply(const Accumulator& accumulator, const Block& of) {
  const AccumulatorStep<Sum> step{accumulator};
  const auto lanes = static_cast<std::size_t>(of.lanes);
  std::array<Sum, kLanes> sums{};
  std::array<std::uint32_t, kLanes> overflows{};
  Broadcast broadcast;
  std::int64_t total = 0;
  for (std::int64_t row = 0; row < of.rows; ++row) {
    std::int64_t* c = of.c + row * of.row_stride;
    for (std::size_t j = 0; j < lanes; ++j)
      sums[j] = static_cast<Sum>(c[static_cast<std::int64_t>(j) * of.lane_stride]);
    overflows.fill(0);
    for (std::int64_t k = 0; k < of.k; ++k) {
      const std::int16_t* factor = broadcast.fill(of.lanes, of.factors[row * of.k + k]);
      accumulate_row(step, {lanes, factor, of.operands + k * of.operand_stride, sums.data(), sums.data(), nullptr,
                            overflows.data()});
    }
    for (std::size_t j = 0; j < lanes; ++j) c[static_cast<std::int64_t>(j) * of.lane_stride] = sums[j];
    total = std::accumulate(overflows.begin(), overflows.end(), total);
  }
  return total;
}

std::int64_t multiply(const Accumulator& accumulator, const Block& of) {
  return accumulator.bits <= 32 ? multiply<std::int32_t>(accumulator, of) : multiply<std::int64_t>(accumulator, of);
}

std::vector<std::int16_t> transposed(const std::int16_t* matrix, std::int64_t rows, std::int64_t cols) {
  std::vector<std::int16_t> result(static_cast<std::size_t>(rows * cols));
  for (std::int64_t row = 0; row < rows; ++row)
    for (std::int64_t col = 0; col < cols; ++col)
      result[static_cast<std::size_t>(col * rows + row)] = matrix[row * cols + col];
  return result;
}

}  // namespace

std::int64_t ordered_product(const Accumulator& accumulator, const MatrixShape& shape, std::span<const std::int16_t> a,
                             std::span<const std::int16_t> b, std::span<std::int64_t> c) {
  const auto& [m, k, n] = shape;
  const auto has = [](std::size_t size, std::int64_t needs) { return size == static_cast<std::size_t>(needs); };
  if (!has(a.size(), m * k) || !has(b.size(), k * n) || !has(c.size(), m * n))
    throw ModelError("ordered_product: the operands do not fit the shape");
  std::int64_t overflows = 0;
  if (n >= std::min<std::int64_t>(m, kEnoughLanes)) {
    for (std::int64_t first = 0; first < n; first += kLanes)
      overflows += multiply(accumulator,
                            {m, k, std::min(kLanes, n - first), a.data(), b.data() + first, n, c.data() + first, n, 1});
    return overflows;
  }
  // Few columns, one in a depthwise layer: the rows are the lanes then.
  const std::vector<std::int16_t> factors = transposed(b.data(), k, n);
  for (std::int64_t first = 0; first < m; first += kLanes) {
    const std::int64_t lanes = std::min(kLanes, m - first);
    const std::vector<std::int16_t> operands = transposed(a.data() + first * k, lanes, k);
    overflows +=
        multiply(accumulator, {n, k, lanes, factors.data(), operands.data(), lanes, c.data() + first * n, 1, n});
  }
  return overflows;
}

}  // namespace systole::models
