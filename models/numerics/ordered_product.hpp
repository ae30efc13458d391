// Products whose sums may leave the accumulator: every step counts, in its order.
#pragma once

#include <cstdint>
#include <span>

#include "models/chip/chip.hpp"

namespace systole::models {

struct MatrixShape {
  std::int64_t m = 1;
  std::int64_t k = 1;
  std::int64_t n = 1;
};

/// c[m][n] += a[m][k] b[k][n], a step of the accumulator for each k in ascending order, from what is in c: values that
/// the accumulator can hold. Returns the steps whose exact sum did not fit. Throws ModelError when spans do not fit the
/// shape.
std::int64_t ordered_product(const Accumulator& accumulator, const MatrixShape& shape, std::span<const std::int16_t> a,
                             std::span<const std::int16_t> b, std::span<std::int64_t> c);

}  // namespace systole::models
