// Float convolution of the reference network, over one or two axes, by oneDNN: groups, dilation and any padding.
#pragma once

#include <memory>
#include <span>

#include "models/numerics/convolution_shape.hpp"

namespace systole::models {

/// One layer, prepared once for its weights: a network runs thousands of samples through it. Padding reads zero.
/// Rows or columns of the input that no window reads are allowed, as are windows that lie in padding as a whole.
/// Not for several threads at once: an object has one scratch memory.
class FloatConvolution {
 public:
  /// `bias` has one element an output channel, or none. Both are copied. Throws ModelError when they do not fit the
  /// shape.
  FloatConvolution(const ConvolutionShape& shape, std::span<const float> weights, std::span<const float> bias = {});
  FloatConvolution(FloatConvolution&&) noexcept;
  FloatConvolution& operator=(FloatConvolution&&) noexcept;
  ~FloatConvolution();

  /// Layouts as ConvolutionShape tells. Throws ModelError when spans do not fit the shape.
  void run(std::span<const float> input, std::span<float> output);

 private:
  struct Prepared;
  std::unique_ptr<Prepared> prepared_;
};

}  // namespace systole::models
