#include "workloads/network/parameters.hpp"

namespace systole::workloads {

namespace {

using Parameters = std::vector<ParameterInfo>;

Parameters of_conv(const Layer& layer, const Conv& conv, const Shape& in) {
  Shape shape{conv.filters, in[1] / conv.groups};
  if (layer.kind == LayerKind::conv2d) shape.push_back(conv.window.kernel[0]);
  shape.push_back(conv.window.kernel[1]);
  Parameters parameters{{layer.name + ".weight", shape, ParameterRole::weight}};
  if (conv.bias) parameters.push_back({layer.name + ".bias", {conv.filters}, ParameterRole::bias});
  return parameters;
}

Parameters of_linear(const Layer& layer, const Linear& linear, const Shape& in) {
  Parameters parameters{{layer.name + ".weight", {linear.features, in.back()}, ParameterRole::weight}};
  if (linear.bias) parameters.push_back({layer.name + ".bias", {linear.features}, ParameterRole::bias});
  return parameters;
}

Parameters of_norm(const Layer& layer, const Plain& plain, const Shape& in) {
  const bool batch = layer.kind == LayerKind::batch_norm;
  if (!batch && layer.kind != LayerKind::layer_norm && layer.kind != LayerKind::rms_norm) return {};
  const Shape shape{batch ? in[1] : in.back()};
  Parameters parameters;
  if (plain.affine) parameters.push_back({layer.name + ".weight", shape, ParameterRole::gain});
  if (plain.affine && layer.kind != LayerKind::rms_norm)
    parameters.push_back({layer.name + ".bias", shape, ParameterRole::shift});
  if (batch) {
    parameters.push_back({layer.name + ".running_mean", shape, ParameterRole::mean});
    parameters.push_back({layer.name + ".running_var", shape, ParameterRole::variance});
  }
  return parameters;
}

}  // namespace

std::vector<ParameterInfo> layer_parameters(const Network& network, const Layer& layer) {
  if (const auto* gemm = std::get_if<Gemm>(&layer.attributes))
    return {{layer.name + ".a", {gemm->m, gemm->k}, ParameterRole::operand},
            {layer.name + ".b", {gemm->k, gemm->n}, ParameterRole::weight}};
  if (const auto* parameter = std::get_if<Parameter>(&layer.attributes))
    return {{layer.name, parameter->shape, ParameterRole::value}};
  if (layer.inputs.empty()) return {};
  const Shape& in = network.shape(layer.inputs.front());
  if (const auto* conv = std::get_if<Conv>(&layer.attributes)) return of_conv(layer, *conv, in);
  if (const auto* linear = std::get_if<Linear>(&layer.attributes)) return of_linear(layer, *linear, in);
  if (const auto* embedding = std::get_if<Embedding>(&layer.attributes))
    return {{layer.name + ".weight", {embedding->rows, embedding->features}, ParameterRole::weight}};
  if (layer.kind == LayerKind::mixed)
    return {{layer.name + ".weight", {static_cast<std::int64_t>(layer.inputs.size())}, ParameterRole::mixing}};
  if (const auto* plain = std::get_if<Plain>(&layer.attributes)) return of_norm(layer, *plain, in);
  return {};
}

}  // namespace systole::workloads
