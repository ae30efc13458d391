#include "sim/inference/float_layer.hpp"

#include <algorithm>
#include <memory>
#include <optional>

#include "models/errors.hpp"
#include "models/reference/broadcast.hpp"
#include "models/reference/convolution.hpp"
#include "models/reference/functions.hpp"
#include "models/reference/layout.hpp"
#include "models/reference/normalization.hpp"
#include "models/reference/pool.hpp"
#include "models/reference/product.hpp"
#include "models/reference/rope.hpp"
#include "sim/inference/layer_shapes.hpp"
#include "sim/inference/layout_layer.hpp"

namespace systole::sim {

using workloads::Layer;
using workloads::LayerKind;
using workloads::Network;
using workloads::Shape;

namespace {

FloatLayer of_convolution(const Network& network, const Layer& layer, const NetworkWeights& weights) {
  const auto prepared = std::make_shared<models::FloatConvolution>(
      convolution_shape(network, layer), weights.get(layer.name + ".weight"), weights.find(layer.name + ".bias"));
  return [prepared](std::span<const Reals> in, std::span<float> out) { prepared->run(in[0], out); };
}

FloatLayer of_linear(const Network& network, const Layer& layer, const NetworkWeights& weights) {
  const Shape& in = network.shape(layer.inputs.front());
  const models::LinearShape shape{workloads::element_count(in) / in.back(), in.back(), layer.output.back()};
  const auto prepared = std::make_shared<models::FloatLinear>(shape, weights.get(layer.name + ".weight"),
                                                              weights.find(layer.name + ".bias"));
  return [prepared](std::span<const Reals> in_values, std::span<float> out) { prepared->run(in_values[0], out); };
}

FloatLayer of_gemm(const Layer& layer, const NetworkWeights& weights) {
  const auto& gemm = std::get<workloads::Gemm>(layer.attributes);
  const Reals given = weights.get(layer.name + ".b");
  return [shape = models::MatmulShape{1, gemm.m, gemm.k, gemm.n}, b = std::vector<float>(given.begin(), given.end())](
             std::span<const Reals> in, std::span<float> out) { models::float_matmul(shape, in[0], b, out); };
}

FloatLayer of_matmul(const Network& network, const Layer& layer) {
  const auto scale = static_cast<float>(std::get<workloads::MatMul>(layer.attributes).scale);
  return [shape = matmul_shape(network, layer), scale](std::span<const Reals> in, std::span<float> out) {
    models::float_matmul(shape, in[0], in[1], out);
    if (scale == 1) return;
    for (float& value : out) value *= scale;
  };
}

std::optional<models::FloatFunction> function_of(LayerKind kind) {
  switch (kind) {
    case LayerKind::relu:
      return models::FloatFunction::relu;
    case LayerKind::silu:
      return models::FloatFunction::silu;
    case LayerKind::gelu:
      return models::FloatFunction::gelu;
    case LayerKind::sigmoid:
      return models::FloatFunction::sigmoid;
    case LayerKind::tanh:
      return models::FloatFunction::tanh;
    case LayerKind::exp:
      return models::FloatFunction::exp;
    default:
      return std::nullopt;
  }
}

FloatLayer of_function(models::FloatFunction function) {
  return [function](std::span<const Reals> in, std::span<float> out) { models::float_apply(function, in[0], out); };
}

FloatLayer of_combination(const Network& network, const Layer& layer, models::FloatOperation operation) {
  std::vector<Shape> shapes;
  for (const std::string& input : layer.inputs) shapes.push_back(network.shape(input));
  return [shapes, operation](std::span<const Reals> in, std::span<float> out) {
    std::vector<float> so_far(in[0].begin(), in[0].end());
    Shape shape = shapes[0];
    for (std::size_t i = 1; i < in.size(); ++i) {
      const Shape wider = models::broadcast_shape(shape, shapes[i]);
      std::vector<float> next(static_cast<std::size_t>(workloads::element_count(wider)));
      models::float_combine(operation, {so_far, shape}, {in[i], shapes[i]}, next);
      so_far = std::move(next);
      shape = wider;
    }
    std::copy(so_far.begin(), so_far.end(), out.begin());
  };
}

std::vector<float> copied(Reals values) {
  return {values.begin(), values.end()};
}

FloatLayer of_norm(const Network& network, const Layer& layer, const NetworkWeights& weights) {
  const Shape& in = network.shape(layer.inputs.front());
  const models::AxisShape shape = layer.kind == LayerKind::batch_norm ? channels_of(in) : last_axis_of(in);
  const std::vector<float> gain = copied(weights.find(layer.name + ".weight"));
  const std::vector<float> shift = copied(weights.find(layer.name + ".bias"));
  if (layer.kind == LayerKind::layer_norm)
    return [=](std::span<const Reals> x, std::span<float> out) {
      models::float_layer_norm(shape, x[0], {gain, shift}, out);
    };
  if (layer.kind == LayerKind::rms_norm)
    return [=](std::span<const Reals> x, std::span<float> out) {
      models::float_rms_norm(shape, x[0], {gain, shift}, out);
    };
  const std::vector<float> mean = copied(weights.get(layer.name + ".running_mean"));
  const std::vector<float> variance = copied(weights.get(layer.name + ".running_var"));
  return [=](std::span<const Reals> x, std::span<float> out) {
    models::float_batch_norm(shape, x[0], {mean, variance}, {gain, shift}, out);
  };
}

FloatLayer of_pool(const Network& network, const Layer& layer) {
  const Shape& in = network.shape(layer.inputs.front());
  if (layer.kind == LayerKind::adaptive_avg_pool)
    return [shape = adaptive_pool_shape(in, layer.output)](std::span<const Reals> x, std::span<float> out) {
      models::float_adaptive_average_pool(shape, x[0], out);
    };
  const models::PoolShape shape = pool_shape(in, std::get<workloads::Pool>(layer.attributes).window);
  if (layer.kind == LayerKind::max_pool)
    return [shape](std::span<const Reals> x, std::span<float> out) { models::float_max_pool(shape, x[0], out); };
  return [shape](std::span<const Reals> x, std::span<float> out) { models::float_average_pool(shape, x[0], out); };
}

FloatLayer of_embedding(const Layer& layer, const NetworkWeights& weights) {
  const std::int64_t features = std::get<workloads::Embedding>(layer.attributes).features;
  return
      [features, table = copied(weights.get(layer.name + ".weight"))](std::span<const Reals> in, std::span<float> out) {
        const std::vector<std::int64_t> rows(in[0].begin(), in[0].end());
        models::look_up<float>(table, features, rows, out);
      };
}

FloatLayer of_clamp(const workloads::Clamp& clamp) {
  return [low = static_cast<float>(clamp.low), high = static_cast<float>(clamp.high)](
             std::span<const Reals> in, std::span<float> out) { models::float_clamp(in[0], low, high, out); };
}

FloatLayer of_mixture(const Layer& layer, const NetworkWeights& weights) {
  return [shares = mixing_shares(weights, layer.name)](std::span<const Reals> in, std::span<float> out) {
    for (std::size_t i = 0; i < out.size(); ++i) {
      double sum = 0;
      for (std::size_t k = 0; k < in.size(); ++k) sum += shares[k] * static_cast<double>(in[k][i]);
      out[i] = static_cast<float>(sum);
    }
  };
}

FloatLayer of_rope(const Layer& layer) {
  const models::RopeShape shape = rope_shape(layer.output);
  return [shape, angles = models::rope_angles(shape.positions, shape.features)](
             std::span<const Reals> x, std::span<float> out) { models::float_rope(shape, angles, x[0], out); };
}

}  // namespace

std::vector<double> mixing_shares(const NetworkWeights& weights, const std::string& layer) {
  const Reals logits = weights.get(layer + ".weight");
  std::vector<float> shares(logits.size());
  models::float_softmax({1, static_cast<std::int64_t>(logits.size()), 1}, logits, shares);
  return {shares.begin(), shares.end()};
}

FloatLayer make_float_layer(const Network& network, const Layer& layer, const NetworkWeights& weights) {
  if (const auto function = function_of(layer.kind)) return of_function(*function);
  switch (layer.kind) {
    case LayerKind::conv1d:
    case LayerKind::conv2d:
      return of_convolution(network, layer, weights);
    case LayerKind::linear:
      return of_linear(network, layer, weights);
    case LayerKind::gemm:
      return of_gemm(layer, weights);
    case LayerKind::matmul:
      return of_matmul(network, layer);
    case LayerKind::max_pool:
    case LayerKind::avg_pool:
    case LayerKind::adaptive_avg_pool:
      return of_pool(network, layer);
    case LayerKind::add:
      return of_combination(network, layer, models::FloatOperation::add);
    case LayerKind::mul:
      return of_combination(network, layer, models::FloatOperation::multiply);
    case LayerKind::div:
      return of_combination(network, layer, models::FloatOperation::divide);
    case LayerKind::mixed:
      return of_mixture(layer, weights);
    case LayerKind::clamp:
      return of_clamp(std::get<workloads::Clamp>(layer.attributes));
    case LayerKind::identity:
      return
          [](std::span<const Reals> in, std::span<float> out) { std::copy(in[0].begin(), in[0].end(), out.begin()); };
    case LayerKind::zero:
      return [](std::span<const Reals>, std::span<float> out) { std::fill(out.begin(), out.end(), 0.0F); };
    case LayerKind::softmax:
      return [shape = last_axis_of(layer.output)](std::span<const Reals> in, std::span<float> out) {
        models::float_softmax(shape, in[0], out);
      };
    case LayerKind::layer_norm:
    case LayerKind::rms_norm:
    case LayerKind::batch_norm:
      return of_norm(network, layer, weights);
    case LayerKind::rope:
      return of_rope(layer);
    case LayerKind::embedding:
      return of_embedding(layer, weights);
    case LayerKind::parameter:
      return [value = copied(weights.get(layer.name))](std::span<const Reals>, std::span<float> out) {
        std::copy(value.begin(), value.end(), out.begin());
      };
    default:
      return make_layout_layer<float>(network, layer);
  }
}

}  // namespace systole::sim
