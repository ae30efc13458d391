// Moving elements about without changing them: for floats and for codes (float and std::int16_t are compiled).
// All throw ModelError when spans do not fit the shape.
#pragma once

#include <cstdint>
#include <span>

#include "models/reference/axis_shape.hpp"

namespace systole::models {

/// Copies `part`, whose axis is shorter, to positions [begin, begin + part's size) of the axis: a concatenation is one
/// such copy for each of its inputs.
template <class T>
void put_slice(const AxisShape& whole, std::int64_t begin, std::span<const T> part, std::span<T> output);

/// Positions [begin, begin + size) of the axis, size being as many as `output` holds.
template <class T>
void take_slice(const AxisShape& whole, std::int64_t begin, std::span<const T> input, std::span<T> output);

/// numpy.transpose: axis i of the output is axis axes[i] of the input, whose sizes are `shape`. Throws ModelError
/// unless `axes` names every axis once.
template <class T>
void transpose_axes(std::span<const std::int64_t> shape, std::span<const std::int64_t> axes, std::span<const T> input,
                    std::span<T> output);

/// Images [images][channels][rows][cols], in square patches whose side divides rows and cols.
struct PatchShape {
  std::int64_t images = 1;
  std::int64_t channels = 1;
  std::int64_t rows = 1;
  std::int64_t cols = 1;
  std::int64_t patch = 1;
  bool operator==(const PatchShape&) const = default;
};

/// Output: [images][rows/p · cols/p][p·p·channels], a patch's features ordered by row, column, channel (MAE, DiT, JiT).
template <class T>
void cut_patches(const PatchShape& shape, std::span<const T> input, std::span<T> output);
/// The inverse: [images][rows/p · cols/p][p·p·channels] to images.
template <class T>
void join_patches(const PatchShape& shape, std::span<const T> input, std::span<T> output);

/// Rows of a table [entries][features] by their indices; throws ModelError for an index outside [0, entries).
template <class T>
void look_up(std::span<const T> table, std::int64_t features, std::span<const std::int64_t> indices,
             std::span<T> output);

}  // namespace systole::models
