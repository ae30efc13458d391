// Pooling of the reference network. Padding never counts: a maximum is of, and an average divided by the number of, the
// positions inside the input (torch's count_include_pad=False).
#pragma once

#include <cstdint>
#include <span>

#include "models/dataflow/window.hpp"

namespace systole::models {

/// Planes are the channels of all images: input [planes][rows.in][cols.in], output [planes][rows.out][cols.out].
struct PoolShape {
  std::int64_t planes = 1;
  WindowAxis rows;
  WindowAxis cols;
  bool operator==(const PoolShape&) const = default;
};

/// Both throw ModelError when spans do not fit the shape, or a window lies in padding as a whole.
void float_max_pool(const PoolShape& shape, std::span<const float> input, std::span<float> output);
void float_average_pool(const PoolShape& shape, std::span<const float> input, std::span<float> output);

/// Windows of their own for every output: torch's rule, [floor(i·in/out), ceil((i+1)·in/out)).
struct AdaptivePoolShape {
  std::int64_t planes = 1;
  std::int64_t rows_in = 1;
  std::int64_t cols_in = 1;
  std::int64_t rows_out = 1;
  std::int64_t cols_out = 1;
  bool operator==(const AdaptivePoolShape&) const = default;
};

/// Positions [begin, end) of an axis that output `index` of `out` reads.
struct PoolWindow {
  std::int64_t begin = 0;
  std::int64_t end = 0;
};
PoolWindow adaptive_window(std::int64_t index, std::int64_t in, std::int64_t out);

/// Both throw ModelError when spans do not fit the shape.
void float_adaptive_average_pool(const AdaptivePoolShape& shape, std::span<const float> input, std::span<float> output);
void float_adaptive_max_pool(const AdaptivePoolShape& shape, std::span<const float> input, std::span<float> output);

}  // namespace systole::models
