// Element-wise kinds and those that only move data.
#include <fmt/format.h>

#include <algorithm>

#include "workloads/network/infer.hpp"
#include "workloads/network/limits.hpp"

namespace systole::workloads {

namespace {

/// Axes are aligned at the last; a size of 1, or a missing axis, repeats.
Shape broadcast(const Shape& a, const Shape& b) {
  const Shape& longer = a.size() >= b.size() ? a : b;
  const Shape& shorter = a.size() >= b.size() ? b : a;
  Shape out = longer;
  const std::size_t offset = longer.size() - shorter.size();
  for (std::size_t i = 0; i < shorter.size(); ++i) {
    std::int64_t& size = out[offset + i];
    if (size != shorter[i] && size != 1 && shorter[i] != 1) {
      reject(fmt::format("shapes {} and {} do not broadcast: sizes {} and {} meet", to_string(a), to_string(b), size,
                         shorter[i]));
    }
    size = std::max(size, shorter[i]);
  }
  return out;
}

std::size_t checked_axis(std::int64_t axis, const Shape& in) {
  if (axis < 0 || axis >= static_cast<std::int64_t>(in.size())) {
    reject(fmt::format("axis {} does not exist, its input has axes 0 to {}", axis,
                       static_cast<std::int64_t>(in.size()) - 1));
  }
  return static_cast<std::size_t>(axis);
}

}  // namespace

Shape infer_plain(LayerKind kind, const Shapes& inputs) {
  Shape out = inputs.front();
  if (kind == LayerKind::batch_norm && out.size() < 2) {
    reject("it needs a channel axis [N, C, ..]");
  }
  if (kind == LayerKind::rope && (out.size() < 2 || out.back() % 2 != 0)) {
    reject("it needs positions and an even number of features [.., T, D]");
  }
  for (std::size_t i = 1; i < inputs.size(); ++i) {
    if (kind == LayerKind::mixed && inputs[i] != out) {
      reject(fmt::format("its inputs must have one shape, but input {} is {} and the first {}", i + 1,
                         to_string(inputs[i]), to_string(out)));
    }
    out = broadcast(out, inputs[i]);
  }
  return out;
}

Shape infer_clamp(const Clamp& clamp, const Shape& in) {
  const bool ordered = -kMaxReal <= clamp.low && clamp.low <= clamp.high && clamp.high <= kMaxReal;  // and no NaN
  if (!ordered) {
    reject(fmt::format("low is {} and high {}, allowed is low <= high, both within {:.0f} of 0", clamp.low, clamp.high,
                       kMaxReal));
  }
  return in;
}

Shape infer_zero(const Zero& zero, const Shape& in) {
  require_positive("stride", zero.stride, kMaxWindow);
  if (zero.stride == 1) {
    return in;
  }
  require_spatial(in);
  Shape out = in;
  for (std::size_t i = 2; i < in.size(); ++i) {
    out[i] = (in[i] - 1) / zero.stride + 1;
  }
  return out;
}

Shape infer_concat(const Concat& concat, const Shapes& inputs) {
  Shape out = inputs.front();
  const std::size_t axis = checked_axis(concat.axis, out);
  for (std::size_t i = 1; i < inputs.size(); ++i) {
    Shape aligned = inputs[i];
    if (aligned.size() != out.size()) {
      reject("its inputs must have the same number of axes");
    }
    const std::int64_t size = aligned[axis];
    aligned[axis] = out[axis];
    if (aligned != out) {
      reject(fmt::format("its inputs must agree in all axes but axis {}", concat.axis));
    }
    out[axis] += size;
  }
  return out;
}

Shape infer_slice(const Slice& slice, const Shape& in) {
  const std::size_t axis = checked_axis(slice.axis, in);
  require_positive("size", slice.size, kMaxElements);
  if (slice.begin < 0 || slice.begin > in[axis] - slice.size) {
    reject(fmt::format("begin {} and size {} leave axis {} of size {}", slice.begin, slice.size, slice.axis, in[axis]));
  }
  Shape out = in;
  out[axis] = slice.size;
  return out;
}

Shape infer_reshape(const Reshape& reshape, const Shape& in) {
  const std::int64_t total = element_count(in);
  Shape out = reshape.shape;
  const auto open = std::count(out.begin(), out.end(), -1);
  if (open > 1) {
    reject("at most one size of its shape may be -1");
  }
  const auto hole = std::find(out.begin(), out.end(), -1);
  if (hole != out.end()) {
    *hole = 1;
    const std::int64_t known = element_count(out);
    *hole = total / known;
    if (*hole * known != total) {
      reject(fmt::format("{} elements do not divide into groups of {}", total, known));
    }
  }
  if (element_count(out) != total) {
    reject(fmt::format("{} has {} elements, its input {}", to_string(out), element_count(out), total));
  }
  return out;
}

Shape infer_transpose(const Transpose& transpose, const Shape& in) {
  Shape sorted = transpose.axes;
  std::sort(sorted.begin(), sorted.end());
  bool permutation = sorted.size() == in.size();
  for (std::size_t i = 0; permutation && i < sorted.size(); ++i) {
    permutation = sorted[i] == static_cast<std::int64_t>(i);
  }
  if (!permutation) {
    reject(fmt::format("its axes must name each of the input's {} axes once, counting from 0", in.size()));
  }
  Shape out;
  for (const std::int64_t axis : transpose.axes) {
    out.push_back(in[static_cast<std::size_t>(axis)]);
  }
  return out;
}

}  // namespace systole::workloads
