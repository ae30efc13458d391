// Kinds that slide a window over an image or a signal, and the cut into patches.
#include <fmt/format.h>

#include "workloads/network/infer.hpp"
#include "workloads/network/limits.hpp"

namespace systole::workloads {

namespace {

void check_window(const Window& window) {
  for (std::size_t axis = 0; axis < 2; ++axis) {
    require_positive("kernel", window.kernel.at(axis), kMaxWindow);
    require_positive("stride", window.stride.at(axis), kMaxWindow);
    require_positive("dilation", window.dilation.at(axis), kMaxWindow);
    for (const std::int64_t padding : {window.pad_before.at(axis), window.pad_after.at(axis)}) {
      if (padding < 0 || padding > kMaxWindow) {
        reject(fmt::format("padding is {}, allowed are 0 to {}", padding, kMaxWindow));
      }
    }
  }
}

/// One-dimensional kinds use axis 1 only.
void check_axis_0_unused(const Window& window) {
  if (window.kernel[0] != 1 || window.stride[0] != 1 || window.dilation[0] != 1 || window.pad_before[0] != 0 ||
      window.pad_after[0] != 0) {
    reject("its input has one axis to slide over, but the window has two");
  }
}

/// Replaces the spatial sizes of `shape` (all axes after N and C) by the window's output sizes.
void slide(const Window& window, Shape& shape) {
  if (shape.size() == 3) {
    check_axis_0_unused(window);
  }
  for (std::size_t i = 2; i < shape.size(); ++i) {
    const std::size_t axis = i + 2 - shape.size();
    const std::int64_t in = shape[i];
    const std::int64_t out = window.output_size(static_cast<int>(axis), in);
    if (out < 1) {
      reject(fmt::format("its window of {} taps (dilation {}) does not fit into {} elements padded by {} + {}",
                         window.kernel.at(axis), window.dilation.at(axis), in, window.pad_before.at(axis),
                         window.pad_after.at(axis)));
    }
    shape[i] = out;
  }
}

}  // namespace

Shape infer_conv(LayerKind kind, const Conv& conv, const Shape& in) {
  if (kind == LayerKind::conv1d) {
    require_rank(in, 3, "[N, C, L]");
  } else {
    require_rank(in, 4, "[N, C, H, W]");
  }
  check_window(conv.window);
  require_positive("filters", conv.filters, kMaxElements);
  require_positive("groups", conv.groups, kMaxElements);
  if (in[1] % conv.groups != 0 || conv.filters % conv.groups != 0) {
    reject(fmt::format("groups ({}) must divide both the input's channels ({}) and the filters ({})", conv.groups,
                       in[1], conv.filters));
  }
  Shape out = in;
  out[1] = conv.filters;
  slide(conv.window, out);
  return out;
}

Shape infer_pool(const Pool& pool, const Shape& in) {
  require_spatial(in);
  check_window(pool.window);
  for (std::size_t axis = 0; axis < 2; ++axis) {
    if (pool.window.pad_before.at(axis) >= pool.window.kernel.at(axis) ||
        pool.window.pad_after.at(axis) >= pool.window.kernel.at(axis)) {
      reject(fmt::format("padding must be smaller than the kernel ({}), or a window sees nothing but padding",
                         pool.window.kernel.at(axis)));
    }
  }
  Shape out = in;
  slide(pool.window, out);
  return out;
}

Shape infer_adaptive_pool(const AdaptivePool& pool, const Shape& in) {
  require_spatial(in);
  Shape out = in;
  for (std::size_t i = 2; i < in.size(); ++i) {
    const std::int64_t size = pool.output.at(i + 2 - in.size());
    require_positive("output size", size, kMaxElements);
    if (size > in[i]) {
      reject(fmt::format("its output size {} is larger than the input's {}", size, in[i]));
    }
    out[i] = size;
  }
  return out;
}

Shape infer_patchify(const Patchify& patchify, const Shape& in) {
  require_rank(in, 4, "[N, C, H, W]");
  const std::int64_t patch = patchify.patch;
  require_positive("patch", patch, kMaxWindow);
  if (in[2] % patch != 0 || in[3] % patch != 0) {
    reject(fmt::format("patch ({}) must divide height ({}) and width ({})", patch, in[2], in[3]));
  }
  const std::int64_t features = bounded_product({patch, patch, in[1]}, kMaxElements, "the elements of a patch");
  return {in[0], (in[2] / patch) * (in[3] / patch), features};
}

}  // namespace systole::workloads
