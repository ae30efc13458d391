// Integer convolutions (of windows of one position: products) by an implementation that is not ours (oneDNN): what
// every run at cycle detail must come to where no sum can overflow.
//
// Exact by construction: int8 primitives where operands fit them and the machine adds their products in 32 bits (VNNI;
// without it oneDNN's vpmaddubsw saturates pairs of products at 16 bits), else float primitives over slices of the
// reduction that are short enough for every partial sum to stay below 2^24, where float arithmetic is exact in any
// order; operands of more than 9 bits are multiplied in a plain loop.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/dataflow/window.hpp"

namespace systole::models {

/// `automatic` takes the first of the others that is exact.
enum class ExactArithmetic { automatic, int8, float_slices, loop };

struct ConvolutionShape {
  std::int64_t images = 1;
  std::int64_t groups = 1;
  std::int64_t channels = 1;  // input channels of a group
  std::int64_t filters = 1;   // output channels of a group
  WindowAxis rows;
  WindowAxis cols;
};

/// input: [images][groups * channels][rows.in][cols.in]; weights: [groups *
/// filters][channels][rows.kernel][cols.kernel]; result: [images][groups * filters][rows.out][cols.out]. Padding reads
/// zero. Sums must fit 32 bits with int8. Throws ModelError when spans do not fit the shape or a forced arithmetic
/// would not be exact.
std::vector<std::int64_t> exact_convolution(const ConvolutionShape& shape, std::span<const std::int16_t> input,
                                            std::span<const std::int16_t> weights,
                                            ExactArithmetic arithmetic = ExactArithmetic::automatic);

}  // namespace systole::models
