#include "models/onednn/prepared_convolution.hpp"

#include <algorithm>
#include <string_view>

namespace systole::models {

namespace {

using Type = dnnl::memory::data_type;
using Tag = dnnl::memory::format_tag;
using Dims = dnnl::memory::dims;

std::int64_t extent(const WindowAxis& axis) {
  return axis.dilation * (axis.kernel - 1) + 1;
}

/// Negative: positions of the input behind the last window.
std::int64_t pad_after(const WindowAxis& axis) {
  return reach(axis) - axis.in - axis.pad_before;
}

/// oneDNN rounds the number of outputs down: a rest shorter than a stride needs no telling.
std::int64_t told_pad_after(const WindowAxis& axis) {
  return std::max<std::int64_t>(0, pad_after(axis));
}

/// oneDNN 2.6's int8 convolutions on AMX (brgconv:avx512_core_amx_int8) give wrong sums. Where windows leave input
/// between them (80 channels and 200 filters, 1 x 2 windows with strides of 3) they write behind their buffers, with
/// one thread too; of 1,870 other shapes none was seen wrong, but its products on AMX are, and nobody has found out
/// why. Those on VNNI, which come next, are right.
void avoid_tiles(dnnl::convolution_forward::primitive_desc& chosen) {
  while (std::string_view{chosen.impl_info_str()}.find("amx") != std::string_view::npos)
    if (!chosen.next_impl()) return;
}

}  // namespace

dnnl::memory::desc ImageLayout::desc(dnnl::memory::data_type type) const {
  const std::int64_t pixels = rows * cols;
  const Dims strides = order == ChannelOrder::first ? Dims{of_channels * pixels, pixels, cols, 1}
                                                    : Dims{of_channels * pixels, 1, cols * of_channels, of_channels};
  return {{images, channels, rows, cols}, type, strides};
}

std::int64_t reach(const WindowAxis& axis) {
  return (axis.out - 1) * axis.stride + extent(axis);
}

// A window that begins before the input has a tap at its first `dilation` positions, any other has its first tap
// inside.
bool pads_by_itself(const WindowAxis& axis) {
  return axis.pad_before < extent(axis) && pad_after(axis) < extent(axis) && pad_after(axis) > -axis.stride &&
         axis.in >= axis.dilation;
}

WindowAxis padded(const WindowAxis& axis) {
  return {reach(axis), axis.out, axis.kernel, axis.stride, axis.dilation, 0};
}

PreparedPrimitive prepare_convolution(const ConvolutionShape& s, const ConvolutionTypes& types,
                                      const ConvolutionTensors& tensors, const void* weights, const float* bias) {
  const dnnl::engine engine{dnnl::engine::kind::cpu, 0};
  const Dims input{s.images, s.groups * s.channels, s.rows.in, s.cols.in};
  const Dims output{s.images, s.groups * s.filters, s.rows.out, s.cols.out};
  const bool grouped = s.groups > 1;
  const Dims filter = grouped ? Dims{s.groups, s.filters, s.channels, s.rows.kernel, s.cols.kernel}
                              : Dims{s.filters, s.channels, s.rows.kernel, s.cols.kernel};
  const Dims one_each{s.groups * s.filters};
  const dnnl::memory::desc of_bias = bias ? dnnl::memory::desc{one_each, Type::f32, Tag::a} : dnnl::memory::desc{};
  const dnnl::convolution_forward::desc description{dnnl::prop_kind::forward_inference,
                                                    dnnl::algorithm::convolution_direct,
                                                    {input, types.input, Tag::any},
                                                    {filter, types.weights, Tag::any},
                                                    of_bias,
                                                    {output, types.output, Tag::any},
                                                    {s.rows.stride, s.cols.stride},
                                                    {s.rows.dilation - 1, s.cols.dilation - 1},
                                                    {s.rows.pad_before, s.cols.pad_before},
                                                    {told_pad_after(s.rows), told_pad_after(s.cols)}};
  dnnl::primitive_attr attributes;
  attributes.set_fpmath_mode(dnnl::fpmath_mode::strict);  // whatever the process has made the default
  dnnl::convolution_forward::primitive_desc chosen{description, attributes, engine};
  avoid_tiles(chosen);
  PreparedPrimitive prepared{engine, dnnl::convolution_forward{chosen}};
  const std::int64_t channels = s.groups * s.channels;
  const std::int64_t filters = s.groups * s.filters;
  const ImageLayout from = tensors.input.value_or(ImageLayout{s.images, channels, s.rows.in, s.cols.in, channels});
  const ImageLayout to = tensors.output.value_or(ImageLayout{s.images, filters, s.rows.out, s.cols.out, filters});
  prepared.bring(DNNL_ARG_SRC, {from.desc(types.input), chosen.src_desc()});
  prepared.fetch(DNNL_ARG_DST, {to.desc(types.output), chosen.dst_desc()});
  prepared.keep(DNNL_ARG_WEIGHTS, {{filter, types.weights, grouped ? Tag::goihw : Tag::oihw}, chosen.weights_desc()},
                weights);
  if (bias) prepared.keep(DNNL_ARG_BIAS, {of_bias, chosen.bias_desc()}, bias);
  return prepared;
}

}  // namespace systole::models
