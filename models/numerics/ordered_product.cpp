#include "models/numerics/ordered_product.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

#include "models/array/row_kernels.hpp"

namespace systole::models {

namespace {

/// A row of C at a time, so that the step runs over neighbouring columns, as over a row of PEs.
template <class Sum>
std::int64_t multiply(const Accumulator& accumulator, const MatrixShape& shape, std::span<const std::int16_t> a,
                      std::span<const std::int16_t> b, std::span<std::int64_t> c) {
  const AccumulatorStep<Sum> step{accumulator};
  const auto cols = static_cast<std::size_t>(shape.n);
  std::vector<Sum> sums(cols);
  std::vector<std::int16_t> factor(cols);
  std::vector<std::uint32_t> overflows(cols);
  std::int64_t total = 0;
  for (std::int64_t m = 0; m < shape.m; ++m) {
    std::int64_t* row = c.data() + m * shape.n;
    std::transform(row, row + shape.n, sums.begin(), [](std::int64_t value) { return static_cast<Sum>(value); });
    std::fill(overflows.begin(), overflows.end(), 0U);
    for (std::int64_t k = 0; k < shape.k; ++k) {
      std::fill(factor.begin(), factor.end(), a[static_cast<std::size_t>(m * shape.k + k)]);
      accumulate_row(
          step, {cols, factor.data(), b.data() + k * shape.n, sums.data(), sums.data(), nullptr, overflows.data()});
    }
    std::copy(sums.begin(), sums.end(), row);
    total = std::accumulate(overflows.begin(), overflows.end(), total);
  }
  return total;
}

}  // namespace

std::int64_t ordered_product(const Accumulator& accumulator, const MatrixShape& shape, std::span<const std::int16_t> a,
                             std::span<const std::int16_t> b, std::span<std::int64_t> c) {
  return accumulator.bits <= 32 ? multiply<std::int32_t>(accumulator, shape, a, b, c)
                                : multiply<std::int64_t>(accumulator, shape, a, b, c);
}

}  // namespace systole::models
