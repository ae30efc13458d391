#include "models/reference/layout.hpp"

#include <algorithm>
#include <vector>

#include "models/numerics/span_size.hpp"

namespace systole::models {

namespace {

/// Elements of the positions [begin, begin + part) of the axis in the outer block `block`, one after another.
struct Piece {
  std::int64_t first = 0;
  std::int64_t count = 0;
};

/// Throws unless `elements` are a whole number of positions that the axis has from `begin` on.
std::int64_t checked_size(const AxisShape& whole, std::int64_t begin, std::size_t elements) {
  const std::int64_t of_position = whole.outer * whole.inner;
  const std::int64_t size = of_position == 0 ? 0 : static_cast<std::int64_t>(elements) / of_position;
  require_size(elements, size * of_position, "a slice");
  if (begin < 0 || begin + size > whole.size) throw ModelError("a slice leaves its axis");
  return size;
}

Piece piece(const AxisShape& whole, std::int64_t begin, std::int64_t size, std::int64_t block) {
  return {(block * whole.size + begin) * whole.inner, size * whole.inner};
}

/// Strides of the input along the output's axes.
std::vector<std::int64_t> strides_of(std::span<const std::int64_t> shape, std::span<const std::int64_t> axes) {
  std::vector<std::int64_t> own(shape.size(), 1);
  for (std::size_t i = shape.size(); i-- > 1;) own[i - 1] = own[i] * shape[i];
  std::vector<bool> seen(shape.size(), false);
  std::vector<std::int64_t> result;
  for (const std::int64_t axis : axes) {
    const auto at = static_cast<std::size_t>(axis);
    if (axis < 0 || at >= shape.size() || seen[at]) throw ModelError("transpose_axes: the axes are no permutation");
    seen[at] = true;
    result.push_back(own[at]);
  }
  if (result.size() != shape.size()) throw ModelError("transpose_axes: the axes are no permutation");
  return result;
}

/// Calls copy(in the images, in the patches, elements) for every channel of every row of every patch.
template <class Copy>
void for_each_patch_pixel(const PatchShape& s, std::size_t images, std::size_t patches, Copy copy) {
  require_size(images, s.images * s.channels * s.rows * s.cols, "the images");
  require_size(patches, s.images * s.channels * s.rows * s.cols, "the patches");
  if (s.patch < 1 || s.rows % s.patch != 0 || s.cols % s.patch != 0)
    throw ModelError("a patch's side must divide the image's");
  std::int64_t at = 0;
  for (std::int64_t image = 0; image < s.images; ++image)
    for (std::int64_t top = 0; top < s.rows; top += s.patch)
      for (std::int64_t left = 0; left < s.cols; left += s.patch)
        for (std::int64_t y = top; y < top + s.patch; ++y)
          for (std::int64_t x = left; x < left + s.patch; ++x)
            for (std::int64_t c = 0; c < s.channels; ++c, ++at)
              copy(((image * s.channels + c) * s.rows + y) * s.cols + x, at);
}

}  // namespace

template <class T>
void put_slice(const AxisShape& whole, std::int64_t begin, std::span<const T> part, std::span<T> output) {
  require_size(output.size(), whole.elements(), "put_slice: the output");
  const std::int64_t size = checked_size(whole, begin, part.size());
  for (std::int64_t block = 0; block < whole.outer; ++block) {
    const Piece to = piece(whole, begin, size, block);
    std::copy_n(part.data() + block * to.count, to.count, output.data() + to.first);
  }
}

template <class T>
void take_slice(const AxisShape& whole, std::int64_t begin, std::span<const T> input, std::span<T> output) {
  require_size(input.size(), whole.elements(), "take_slice: the input");
  const std::int64_t size = checked_size(whole, begin, output.size());
  for (std::int64_t block = 0; block < whole.outer; ++block) {
    const Piece from = piece(whole, begin, size, block);
    std::copy_n(input.data() + from.first, from.count, output.data() + block * from.count);
  }
}

template <class T>
void transpose_axes(std::span<const std::int64_t> shape, std::span<const std::int64_t> axes, std::span<const T> input,
                    std::span<T> output) {
  const std::vector<std::int64_t> strides = strides_of(shape, axes);
  std::int64_t elements = 1;
  for (const std::int64_t size : shape) elements *= size;
  require_size(input.size(), elements, "transpose_axes: the input");
  require_size(output.size(), elements, "transpose_axes: the output");
  std::vector<std::int64_t> index(axes.size(), 0);
  std::int64_t from = 0;
  for (T& to : output) {
    to = input[static_cast<std::size_t>(from)];
    for (std::size_t axis = axes.size(); axis-- > 0;) {
      from += strides[axis];
      if (++index[axis] < shape[static_cast<std::size_t>(axes[axis])]) break;
      from -= index[axis] * strides[axis];
      index[axis] = 0;
    }
  }
}

template <class T>
void cut_patches(const PatchShape& shape, std::span<const T> input, std::span<T> output) {
  for_each_patch_pixel(shape, input.size(), output.size(), [&](std::int64_t in_image, std::int64_t in_patch) {
    output[static_cast<std::size_t>(in_patch)] = input[static_cast<std::size_t>(in_image)];
  });
}

template <class T>
void join_patches(const PatchShape& shape, std::span<const T> input, std::span<T> output) {
  for_each_patch_pixel(shape, output.size(), input.size(), [&](std::int64_t in_image, std::int64_t in_patch) {
    output[static_cast<std::size_t>(in_image)] = input[static_cast<std::size_t>(in_patch)];
  });
}

template <class T>
void look_up(std::span<const T> table, std::int64_t features, std::span<const std::int64_t> indices,
             std::span<T> output) {
  require_size(output.size(), features * static_cast<std::int64_t>(indices.size()), "look_up: the output");
  T* to = output.data();
  for (const std::int64_t index : indices) {
    if (index < 0 || (index + 1) * features > static_cast<std::int64_t>(table.size()))
      throw ModelError("look_up: the table has no row " + std::to_string(index));
    to = std::copy_n(table.data() + index * features, features, to);
  }
}

template void put_slice(const AxisShape&, std::int64_t, std::span<const float>, std::span<float>);
template void put_slice(const AxisShape&, std::int64_t, std::span<const std::int16_t>, std::span<std::int16_t>);
template void take_slice(const AxisShape&, std::int64_t, std::span<const float>, std::span<float>);
template void take_slice(const AxisShape&, std::int64_t, std::span<const std::int16_t>, std::span<std::int16_t>);
template void transpose_axes(std::span<const std::int64_t>, std::span<const std::int64_t>, std::span<const float>,
                             std::span<float>);
template void transpose_axes(std::span<const std::int64_t>, std::span<const std::int64_t>,
                             std::span<const std::int16_t>, std::span<std::int16_t>);
template void cut_patches(const PatchShape&, std::span<const float>, std::span<float>);
template void cut_patches(const PatchShape&, std::span<const std::int16_t>, std::span<std::int16_t>);
template void join_patches(const PatchShape&, std::span<const float>, std::span<float>);
template void join_patches(const PatchShape&, std::span<const std::int16_t>, std::span<std::int16_t>);
template void look_up(std::span<const float>, std::int64_t, std::span<const std::int64_t>, std::span<float>);
template void look_up(std::span<const std::int16_t>, std::int64_t, std::span<const std::int64_t>,
                      std::span<std::int16_t>);

}  // namespace systole::models
