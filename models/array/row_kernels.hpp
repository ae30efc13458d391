// The inner loops of the array: one accumulator step for each PE of a row, compiled for the widest vectors that the
// machine has.
#pragma once

#include <cstddef>
#include <cstdint>

#include "models/array/accumulate.hpp"

namespace systole::models {

/// A row of PEs in one cycle: sum[j] = above[j] + a[j] * b[j] as the accumulator keeps it. `sum` may be `above`.
/// Steps that it cannot hold are counted in overflows[j] for the PEs that have a vector: all, or where counted[j] is
/// set.
template <class Sum>
struct RowStep {
  std::size_t cols = 0;
  const std::int16_t* a = nullptr;
  const std::int16_t* b = nullptr;
  const Sum* above = nullptr;
  Sum* sum = nullptr;
  const std::uint8_t* counted = nullptr;  // null: all
  std::uint32_t* overflows = nullptr;
};

void accumulate_row(const AccumulatorStep<std::int32_t>& step, const RowStep<std::int32_t>& row);
void accumulate_row(const AccumulatorStep<std::int64_t>& step, const RowStep<std::int64_t>& row);

}  // namespace systole::models
