// Convolutions by oneDNN in any arithmetic, prepared once for their weights.
#pragma once

#include <cstdint>
#include <oneapi/dnnl/dnnl.hpp>
#include <optional>

#include "models/numerics/convolution_shape.hpp"
#include "models/onednn/prepared_primitive.hpp"

namespace systole::models {

/// A tensor of images: all channels of a tensor, or `channels` neighbours among its `of_channels`.
struct ImageLayout {
  std::int64_t images = 1;
  std::int64_t channels = 1;
  std::int64_t rows = 1;
  std::int64_t cols = 1;
  std::int64_t of_channels = 1;
  ChannelOrder order = ChannelOrder::first;

  dnnl::memory::desc desc(dnnl::memory::data_type type) const;
};

/// Types of the operands and the sums.
struct ConvolutionTypes {
  dnnl::memory::data_type input = dnnl::memory::data_type::f32;
  dnnl::memory::data_type weights = dnnl::memory::data_type::f32;
  dnnl::memory::data_type output = dnnl::memory::data_type::f32;
};

/// The caller's tensors; none: as ConvolutionShape tells.
struct ConvolutionTensors {
  std::optional<ImageLayout> input;
  std::optional<ImageLayout> output;
};

/// Positions of an axis from the first that a window reads, padding included, to the last.
std::int64_t reach(const WindowAxis& axis);

/// Whether oneDNN's kernels can be asked to pad this axis: windows that lie in padding as a whole, and rests of the
/// input that no window reads, are more than they expect. The caller then copies the axis padded().
bool pads_by_itself(const WindowAxis& axis);
/// The axis over `reach` positions that hold the padding already.
WindowAxis padded(const WindowAxis& axis);

/// `weights` in the layout of ConvolutionShape, `bias` floats or null; both are copied. Both axes must be such that
/// pads_by_itself().
PreparedPrimitive prepare_convolution(const ConvolutionShape& shape, const ConvolutionTypes& types,
                                      const ConvolutionTensors& tensors, const void* weights, const float* bias);

}  // namespace systole::models
