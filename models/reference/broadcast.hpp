// Functions of two tensors with numpy's broadcasting: shapes are aligned at their last axes, and an axis of size 1, or
// a missing one, repeats.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace systole::models {

enum class FloatOperation : std::uint8_t { add, subtract, multiply, divide };

/// A tensor in C order; no axes: a scalar.
struct FloatTensor {
  std::span<const float> values;
  std::span<const std::int64_t> shape;
};

/// The shape that two shapes make together. Throws ModelError where sizes differ and neither is 1.
std::vector<std::int64_t> broadcast_shape(std::span<const std::int64_t> a, std::span<const std::int64_t> b);

/// a op b, of broadcast_shape(a.shape, b.shape), in C order. Throws ModelError when spans do not fit their shapes.
void float_combine(FloatOperation operation, const FloatTensor& a, const FloatTensor& b, std::span<float> output);

}  // namespace systole::models
