#include "sim/inference/layer_shapes.hpp"

#include <functional>
#include <numeric>

#include "workloads/network/window_axes.hpp"

namespace systole::sim {

using workloads::Layer;
using workloads::Network;
using workloads::Shape;

namespace {

std::int64_t product(Shape::const_iterator begin, Shape::const_iterator end) {
  return std::accumulate(begin, end, std::int64_t{1}, std::multiplies<>{});
}

}  // namespace

models::ConvolutionShape convolution_shape(const Network& network, const Layer& layer) {
  const auto& conv = std::get<workloads::Conv>(layer.attributes);
  const Shape& in = network.shape(layer.inputs.front());
  const workloads::WindowAxes axes = workloads::window_axes(conv.window, in);
  return {in[0], conv.groups, in[1] / conv.groups, conv.filters / conv.groups, axes.rows, axes.cols};
}

models::MatmulShape matmul_shape(const Network& network, const Layer& layer) {
  const Shape& a = network.shape(layer.inputs.front());
  models::MatmulShape shape;
  shape.m = a[a.size() - 2];
  shape.k = a.back();
  shape.n = layer.output.back();
  shape.batch = workloads::element_count(layer.output) / (shape.m * shape.n);
  shape.transpose_b = std::get<workloads::MatMul>(layer.attributes).transpose_b;
  return shape;
}

ProductGeometry product_geometry(const Network& network, const Layer& layer) {
  if (std::holds_alternative<workloads::Conv>(layer.attributes)) return {convolution_shape(network, layer)};
  const auto* gemm = std::get_if<workloads::Gemm>(&layer.attributes);
  ProductGeometry geometry;
  geometry.order = models::ChannelOrder::last;
  geometry.shape.filters = layer.output.back();
  geometry.shape.rows = models::plain_axis(workloads::element_count(layer.output) / geometry.shape.filters);
  geometry.shape.channels = gemm != nullptr ? gemm->k : network.shape(layer.inputs.front()).back();
  return geometry;
}

models::AxisShape axis_of(const Shape& shape, std::int64_t axis) {
  const auto at = shape.begin() + axis;
  return {product(shape.begin(), at), *at, product(at + 1, shape.end())};
}

models::PoolShape pool_shape(const Shape& in, const workloads::Window& window) {
  const workloads::WindowAxes axes = workloads::window_axes(window, in);
  return {in[0] * in[1], axes.rows, axes.cols};
}

models::AdaptivePoolShape adaptive_pool_shape(const Shape& in, const Shape& out) {
  const bool signal = in.size() == 3;
  return {in[0] * in[1], signal ? 1 : in[2], in.back(), signal ? 1 : out[2], out.back()};
}

models::RopeShape rope_shape(const Shape& shape) {
  const std::int64_t features = shape.back();
  const std::int64_t positions = shape[shape.size() - 2];
  return {workloads::element_count(shape) / (positions * features), positions, features, models::RopePairs::neighbours};
}

}  // namespace systole::sim
