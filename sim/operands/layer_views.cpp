#include "sim/operands/layer_views.hpp"

namespace systole::sim {

using models::Work;
using workloads::Layer;
using workloads::LayerKind;

namespace {

bool is_conv(const Layer& layer) {
  return std::holds_alternative<workloads::Conv>(layer.attributes);
}

}  // namespace

OperandNames operand_names(const workloads::Network& network, const Layer& layer, const Work& work) {
  if (layer.kind == LayerKind::gemm)
    return {layer.name + ".a", {work.m(), work.k()}, layer.name + ".b", {work.k(), work.n}, false};
  const std::string& input = layer.inputs.front();
  OperandNames names{input, network.shape(input), layer.name + ".weight", {work.n, work.k()}, false};
  if (layer.kind == LayerKind::matmul) {
    names.b = layer.inputs.at(1);
    names.b_shape = network.shape(names.b);
    names.b_is_activation = true;
  } else if (layer.kind == LayerKind::conv1d) {
    names.b_shape = {work.groups * work.n, work.channels, work.taps};
  } else if (is_conv(layer)) {
    names.b_shape = {work.groups * work.n, work.channels, work.rows.kernel, work.cols.kernel};
  }
  return names;
}

models::InputView input_view(const Layer& layer, const Work& work) {
  models::InputView view;
  if (is_conv(layer)) {
    view.col = 1;
    view.row = work.cols.in;
    view.channel = work.rows.in * work.cols.in;
    view.group = work.channels * view.channel;
    view.image = work.groups * view.group;
    return view;
  }
  view.channel = 1;
  view.row = work.k();
  view.group = work.m() * work.k();
  return view;
}

models::WeightView weight_view(const Layer& layer, const Work& work) {
  models::WeightView view;
  const auto* matmul = std::get_if<workloads::MatMul>(&layer.attributes);
  if (layer.kind == LayerKind::gemm || (matmul != nullptr && !matmul->transpose_b)) {
    view.channel = work.n;
    view.n = 1;
  } else {
    view.channel = work.taps;
    view.tap = 1;
    view.n = work.k();
  }
  view.group = work.k() * work.n;
  return view;
}

std::size_t output_index(const Layer& layer, const Work& work, std::int64_t group, std::int64_t m, std::int64_t n) {
  if (!is_conv(layer)) return static_cast<std::size_t>((group * work.m() + m) * work.n + n);
  const std::int64_t pixels = work.rows.out * work.cols.out;
  const std::int64_t channel = (m / pixels * work.groups + group) * work.n + n;
  return static_cast<std::size_t>(channel * pixels + m % pixels);
}

}  // namespace systole::sim
