// Planes with their padding written out, for kernels that pad less freely than WindowAxis.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "models/dataflow/window.hpp"

namespace systole::models {

/// Planes [rows.in][cols.in] to planes [out_rows][out_cols] that begin pad_before earlier on each axis: `convert` of
/// what lies inside, `padding` elsewhere. Positions that the planes do not reach are left out.
template <class From, class To, class Convert>
void copy_padded(const WindowAxis& rows, const WindowAxis& cols, std::span<const From> input, std::int64_t out_rows,
                 std::int64_t out_cols, To padding, std::span<To> output, Convert convert) {
  const std::int64_t begin = std::clamp<std::int64_t>(cols.pad_before, 0, out_cols);
  const std::int64_t end = std::clamp(cols.pad_before + cols.in, begin, out_cols);
  const From* plane = input.data();
  To* to = output.data();
  for (std::size_t done = 0; done < output.size(); done += static_cast<std::size_t>(out_rows * out_cols)) {
    for (std::int64_t y = -rows.pad_before; y < out_rows - rows.pad_before; ++y, to += out_cols) {
      if (y < 0 || y >= rows.in) {
        std::fill_n(to, out_cols, padding);
        continue;
      }
      std::fill_n(to, begin, padding);
      std::transform(plane + y * cols.in, plane + y * cols.in + (end - begin), to + begin, convert);
      std::fill(to + end, to + out_cols, padding);
    }
    plane += rows.in * cols.in;
  }
}

}  // namespace systole::models
