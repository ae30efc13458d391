// Sums of what each window of a convolution reads: what an offset of the weights adds to its sums.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/numerics/convolution_shape.hpp"

namespace systole::models {

class WindowSums {
 public:
  WindowSums(const ConvolutionShape& shape, ChannelOrder order) : shape_{shape}, order_{order} {}

  /// [images][groups][rows.out][cols.out], over the group's channels and the taps; padding is 0. Valid until the next
  /// call. Wraps at 32 bits. Compiled for the integers of 8 and 16 bits.
  template <class T>
  std::span<const std::uint32_t> operator()(std::span<const T> input);

 private:
  ConvolutionShape shape_;
  ChannelOrder order_;
  std::vector<std::uint32_t> pixels_;  // [images][groups][rows.in][cols.in]: channels added up
  std::vector<std::uint32_t> sums_;
};

}  // namespace systole::models
