// Learned values and multiply-accumulates. Network::add has bounded all of these products and sums.
#include "models/errors.hpp"
#include "workloads/network/limits.hpp"
#include "workloads/network/network.hpp"

namespace systole::workloads {

namespace {

const Shape& first_input(const Network& network, const Layer& layer) {
  return network.shape(layer.inputs.front());
}

std::int64_t macs(std::initializer_list<std::int64_t> factors) {
  return bounded_product(factors, kMaxMacs, "the multiply-accumulates");
}

std::int64_t values(std::initializer_list<std::int64_t> factors) {
  return bounded_product(factors, kMaxElements, "the learned values");
}

/// Products behind one output element of a convolution.
std::int64_t taps(const Network& network, const Layer& layer, const Conv& conv) {
  const std::int64_t channels = first_input(network, layer)[1] / conv.groups;
  return values({channels, conv.window.kernel[0], conv.window.kernel[1]});
}

std::int64_t norm_parameters(const Network& network, const Layer& layer) {
  switch (layer.kind) {
    case LayerKind::layer_norm:
      return 2 * first_input(network, layer).back();
    case LayerKind::rms_norm:
      return first_input(network, layer).back();
    case LayerKind::batch_norm:
      return 2 * first_input(network, layer)[1];
    default:
      return 0;
  }
}

}  // namespace

std::int64_t parameter_count(const Network& network, const Layer& layer) {
  if (const auto* conv = std::get_if<Conv>(&layer.attributes)) {
    return values({conv->filters, taps(network, layer, *conv)}) + (conv->bias ? conv->filters : 0);
  }
  if (const auto* linear = std::get_if<Linear>(&layer.attributes)) {
    return values({linear->features, first_input(network, layer).back()}) + (linear->bias ? linear->features : 0);
  }
  if (const auto* embedding = std::get_if<Embedding>(&layer.attributes)) {
    return values({embedding->rows, embedding->features});
  }
  if (const auto* parameter = std::get_if<Parameter>(&layer.attributes)) {
    return element_count(parameter->shape);
  }
  const auto* plain = std::get_if<Plain>(&layer.attributes);
  return plain != nullptr && plain->affine ? norm_parameters(network, layer) : 0;
}

std::int64_t mac_count(const Network& network, const Layer& layer) {
  if (const auto* conv = std::get_if<Conv>(&layer.attributes)) {
    return macs({element_count(layer.output), taps(network, layer, *conv)});
  }
  if (const auto* gemm = std::get_if<Gemm>(&layer.attributes)) {
    return macs({gemm->m, gemm->k, gemm->n});
  }
  if (layer.kind == LayerKind::linear || layer.kind == LayerKind::matmul) {
    return macs({element_count(layer.output), first_input(network, layer).back()});
  }
  return 0;
}

std::int64_t parameter_count(const Network& network) {
  std::int64_t total = 0;
  for (const Layer& layer : network.layers()) {
    total += parameter_count(network, layer);
  }
  return total;
}

std::int64_t mac_count(const Network& network) {
  std::int64_t total = 0;
  for (const Layer& layer : network.layers()) {
    total += mac_count(network, layer);
  }
  return total;
}

}  // namespace systole::workloads
