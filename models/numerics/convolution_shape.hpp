// The shape of a convolution over two axes: of signals with one of them plain, of a product with both.
#pragma once

#include <cstdint>

#include "models/dataflow/window.hpp"

namespace systole::models {

/// Where tensors of images have their channels: second, [images][channels][rows][cols], or last.
enum class ChannelOrder : std::uint8_t { first, last };

/// Input [images][groups * channels][rows.in][cols.in], weights [groups *
/// filters][channels][rows.kernel][cols.kernel], output [images][groups * filters][rows.out][cols.out]; pad_before >=
/// 0.
struct ConvolutionShape {
  std::int64_t images = 1;
  std::int64_t groups = 1;
  std::int64_t channels = 1;  // input channels of a group
  std::int64_t filters = 1;   // output channels of a group
  WindowAxis rows;
  WindowAxis cols;

  std::int64_t taps() const { return rows.kernel * cols.kernel; }
  /// Products a sum.
  std::int64_t reduction() const { return channels * taps(); }
  std::int64_t input_size() const { return images * groups * channels * rows.in * cols.in; }
  std::int64_t weight_size() const { return groups * filters * reduction(); }
  std::int64_t output_size() const { return images * groups * filters * rows.out * cols.out; }
  bool operator==(const ConvolutionShape&) const = default;
};

}  // namespace systole::models
