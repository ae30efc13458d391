// A layer's tensors as the models see them: axes, windows and products.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "models/numerics/convolution_shape.hpp"
#include "models/reference/axis_shape.hpp"
#include "models/reference/pool.hpp"
#include "models/reference/product.hpp"
#include "models/reference/rope.hpp"
#include "workloads/network/network.hpp"

namespace systole::sim {

/// Of a conv1d or conv2d.
models::ConvolutionShape convolution_shape(const workloads::Network& network, const workloads::Layer& layer);
models::MatmulShape matmul_shape(const workloads::Network& network, const workloads::Layer& layer);

/// A convolution, linear layer or bare GEMM as a convolution; products have their features last.
struct ProductGeometry {
  models::ConvolutionShape shape;
  models::ChannelOrder order = models::ChannelOrder::first;
};
ProductGeometry product_geometry(const workloads::Network& network, const workloads::Layer& layer);

/// [rows][columns] to [columns][rows]: the weights of a bare GEMM to a filter a row, and back.
template <class T>
std::vector<T> transposed(std::span<const T> values, std::size_t rows, std::size_t columns) {
  std::vector<T> turned(values.size());
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t column = 0; column < columns; ++column)
      turned[column * rows + row] = values[row * columns + column];
  return turned;
}

/// Axis 1, or any: [N, C, ...].
models::AxisShape axis_of(const workloads::Shape& shape, std::int64_t axis);
inline models::AxisShape channels_of(const workloads::Shape& shape) {
  return axis_of(shape, 1);
}
inline models::AxisShape last_axis_of(const workloads::Shape& shape) {
  return axis_of(shape, static_cast<std::int64_t>(shape.size()) - 1);
}

models::PoolShape pool_shape(const workloads::Shape& in, const workloads::Window& window);
models::AdaptivePoolShape adaptive_pool_shape(const workloads::Shape& in, const workloads::Shape& out);
/// [.., T, D]: pairs of neighbours of D, turned by the position on T.
models::RopeShape rope_shape(const workloads::Shape& shape);

}  // namespace systole::sim
