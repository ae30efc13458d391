#include "models/numerics/ordered_product.hpp"

#include <algorithm>
#include <vector>

#include "models/errors.hpp"
#include "models/numerics/ordered_kernels.hpp"
#include "models/numerics/turn_codes.hpp"

namespace systole::models {

namespace {

/// C seen as rows of neighbouring lanes, a step of which runs at once.
struct Block {
  std::int64_t rows;
  std::int64_t k;
  std::int64_t lanes;
  const std::int16_t* factors;   // [rows][k]
  const std::int16_t* operands;  // element (k, lane) at k · operand_step + lane · operand_lane
  std::int64_t operand_step;
  std::int64_t operand_lane;
  std::int64_t* c;
  std::int64_t row_stride;
  std::int64_t lane_stride;
};

/// Lanes [first, first + kOrderedLanes) of the operands, one step after another; zeros where there are no more lanes.
/// Steps of a wide matrix lie pages apart, and every row needs them again.
void pack(const Block& of, std::int64_t first, std::vector<std::int16_t>& strip) {
  const std::int64_t lanes = std::min(kOrderedLanes, of.lanes - first);
  if (of.operand_step == 1 && lanes == kOrderedLanes) {
    const auto count = static_cast<std::size_t>(lanes);
    return turn({of.operands + first * of.operand_lane, static_cast<std::size_t>(of.operand_lane)},
                {strip.data(), count}, count, static_cast<std::size_t>(of.k));
  }
  std::int16_t* to = strip.data();
  for (std::int64_t k = 0; k < of.k; ++k, to += kOrderedLanes) {
    const std::int16_t* from = of.operands + k * of.operand_step + first * of.operand_lane;
    for (std::int64_t lane = 0; lane < lanes; ++lane) to[lane] = from[lane * of.operand_lane];
    std::fill(to + lanes, to + kOrderedLanes, std::int16_t{0});
  }
}

void copy_strided(const std::int64_t* from, std::int64_t from_stride, std::int64_t* to, std::int64_t to_stride,
                  std::int64_t count) {
  if (from_stride == 1 && to_stride == 1) {
    std::copy_n(from, count, to);
    return;
  }
  for (std::int64_t i = 0; i < count; ++i) to[i * to_stride] = from[i * from_stride];
}

/// A pair of rows, or the last of an odd number.
std::int64_t run_rows(const Accumulator& accumulator, const Block& of, std::int64_t first, std::int64_t row,
                      const std::vector<std::int16_t>& strip) {
  std::int64_t sums[kOrderedRows][kOrderedLanes] = {};
  std::int64_t overflows[kOrderedRows] = {};
  const std::int64_t lanes = std::min(kOrderedLanes, of.lanes - first);
  const std::int64_t rows = std::min(kOrderedRows, of.rows - row);
  std::int64_t* c = of.c + row * of.row_stride + first * of.lane_stride;
  for (std::int64_t i = 0; i < rows; ++i) copy_strided(c + i * of.row_stride, of.lane_stride, sums[i], 1, lanes);
  const std::int16_t* factors = of.factors + row * of.k;
  run_ordered_tile(accumulator,
                   {of.k, {factors, rows == 1 ? factors : factors + of.k}, strip.data(), {sums[0], sums[1]}, rows},
                   overflows);
  std::int64_t total = 0;
  for (std::int64_t i = 0; i < rows; ++i) {
    copy_strided(sums[i], 1, c + i * of.row_stride, of.lane_stride, lanes);
    total += overflows[i];
  }
  return total;
}

/// Lanes without an operand add nothing and cannot overflow.
std::int64_t multiply(const Accumulator& accumulator, const Block& of) {
  std::vector<std::int16_t> strip(static_cast<std::size_t>(of.k * kOrderedLanes));
  std::int64_t overflows = 0;
  for (std::int64_t first = 0; first < of.lanes; first += kOrderedLanes) {
    pack(of, first, strip);
    for (std::int64_t row = 0; row < of.rows; row += kOrderedRows)
      overflows += run_rows(accumulator, of, first, row, strip);
  }
  return overflows;
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
  if (n >= std::min(m, kOrderedLanes))
    return multiply(accumulator, {m, k, n, a.data(), b.data(), n, 1, c.data(), n, 1});
  // Few columns, one in a depthwise layer: the rows are the lanes then.
  const std::vector<std::int16_t> factors = transposed(b.data(), k, n);
  return multiply(accumulator, {n, k, m, factors.data(), a.data(), 1, k, c.data(), 1, n});
}

}  // namespace systole::models
