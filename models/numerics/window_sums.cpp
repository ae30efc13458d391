#include "models/numerics/window_sums.hpp"

#include <cstddef>

namespace systole::models {

namespace {

/// Adds the pixels that a window reads, one row of taps after another.
std::uint32_t window(const std::uint32_t* plane, const WindowAxis& rows, const WindowAxis& cols, std::int64_t oy,
                     std::int64_t ox) {
  std::uint32_t sum = 0;
  for (std::int64_t ty = 0; ty < rows.kernel; ++ty) {
    const std::int64_t y = oy * rows.stride + ty * rows.dilation - rows.pad_before;
    if (y < 0 || y >= rows.in) continue;
    for (std::int64_t tx = 0; tx < cols.kernel; ++tx) {
      const std::int64_t x = ox * cols.stride + tx * cols.dilation - cols.pad_before;
      if (x >= 0 && x < cols.in) sum += plane[y * cols.in + x];
    }
  }
  return sum;
}

}  // namespace

template <class T>
std::span<const std::uint32_t> WindowSums::operator()(std::span<const T> input) {
  const ConvolutionShape& s = shape_;
  const std::int64_t pixels = s.rows.in * s.cols.in;
  const std::int64_t planes = s.images * s.groups;
  pixels_.assign(static_cast<std::size_t>(planes * pixels), 0);
  const T* from = input.data();
  if (order_ == ChannelOrder::first) {
    for (std::int64_t channel = 0; channel < planes * s.channels; ++channel)
      for (std::int64_t i = 0; i < pixels; ++i)
        pixels_[static_cast<std::size_t>(channel / s.channels * pixels + i)] += static_cast<std::uint32_t>(*from++);
  } else {
    for (std::int64_t at = 0; at < s.images * pixels; ++at)
      for (std::int64_t group = 0; group < s.groups; ++group) {
        std::uint32_t sum = 0;
        for (std::int64_t c = 0; c < s.channels; ++c) sum += static_cast<std::uint32_t>(*from++);
        pixels_[static_cast<std::size_t>((at / pixels * s.groups + group) * pixels + at % pixels)] = sum;
      }
  }
  sums_.resize(static_cast<std::size_t>(planes * s.rows.out * s.cols.out));
  auto to = sums_.begin();
  for (std::int64_t plane = 0; plane < planes; ++plane)
    for (std::int64_t y = 0; y < s.rows.out; ++y)
      for (std::int64_t x = 0; x < s.cols.out; ++x)
        *to++ = window(&pixels_[static_cast<std::size_t>(plane * pixels)], s.rows, s.cols, y, x);
  return sums_;
}

template std::span<const std::uint32_t> WindowSums::operator()(std::span<const std::int16_t>);
template std::span<const std::uint32_t> WindowSums::operator()(std::span<const std::int8_t>);
template std::span<const std::uint32_t> WindowSums::operator()(std::span<const std::uint8_t>);

}  // namespace systole::models
