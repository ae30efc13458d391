// Integer convolutions (of windows of one position: products) by an implementation that is not ours (oneDNN): what
// every run at cycle detail must come to where no sum can overflow.
//
// Exact by construction: float primitives over slices of the reduction that are short enough for every partial sum to
// stay below 2^24, where float arithmetic is exact in any order; slices are added up in 64 bits. Slices hold at least
// 258 products of 9-bit operands; where they would hold few, of wider operands, a plain loop multiplies. (oneDNN's int8
// primitives are not exact: they convert their 32-bit sums to float and back, even with nothing to do between.)
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/numerics/convolution_shape.hpp"

namespace systole::models {

/// `automatic` takes floats where they are exact in slices long enough to pay.
enum class ExactArithmetic { automatic, float_slices, loop };

/// Padding reads zero. Throws ModelError when spans do not fit the shape or a forced arithmetic would not be exact.
std::vector<std::int64_t> exact_convolution(const ConvolutionShape& shape, std::span<const std::int16_t> input,
                                            std::span<const std::int16_t> weights,
                                            ExactArithmetic arithmetic = ExactArithmetic::automatic);

}  // namespace systole::models
