// Convolutions by oneDNN in any arithmetic, prepared once for their weights.
#pragma once

#include <cstdint>
#include <oneapi/dnnl/dnnl.hpp>

#include "models/numerics/convolution_shape.hpp"
#include "models/onednn/prepared_primitive.hpp"

namespace systole::models {

/// Types of the operands and the sums, and where the caller has the channels: second, as ConvolutionShape tells, or
/// last.
struct ConvolutionTypes {
  dnnl::memory::data_type input = dnnl::memory::data_type::f32;
  dnnl::memory::data_type weights = dnnl::memory::data_type::f32;
  dnnl::memory::data_type output = dnnl::memory::data_type::f32;
  bool input_channels_last = false;
  bool output_channels_last = false;
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
PreparedPrimitive prepare_convolution(const ConvolutionShape& shape, const ConvolutionTypes& types, const void* weights,
                                      const float* bias);

}  // namespace systole::models
