#include "tests/oracle/qdq_network.hpp"

#include <algorithm>
#include <cmath>

#include "models/numerics/operators/elementwise.hpp"
#include "models/numerics/operators/pooling.hpp"
#include "models/numerics/post_process.hpp"
#include "models/numerics/quantize/choose_params.hpp"
#include "models/numerics/quantize/quantize_values.hpp"

namespace systole::tests {

using namespace models;
using workloads::Shape;

namespace {

constexpr std::int64_t kColours = 3;
constexpr std::int64_t kChannels = 12;
constexpr std::int64_t kClasses = 10;

std::size_t elements_of_filter(const QdqLayer& layer) {
  return layer.weights.size() / static_cast<std::size_t>(layer.shape.filters);
}

ChannelLayout weight_layout(const QdqLayer& layer) {
  return {1, static_cast<std::size_t>(layer.shape.filters), elements_of_filter(layer)};
}

Shape weight_shape(const QdqLayer& layer) {
  const ConvolutionShape& s = layer.shape;
  if (s.rows.kernel == 1) return {s.filters, s.channels};
  return {s.filters, s.channels, s.rows.kernel, s.cols.kernel};
}

/// The next power of two above, with the zero point that keeps the lower end of the range.
QuantParams power_of_two(const QuantParams& params) {
  const double scale = std::exp2(std::ceil(std::log2(params.scale)));
  const double from_lowest = (params.zero_point - params.format.lowest()) * params.scale / scale;
  return {scale, params.format.lowest() + static_cast<std::int32_t>(std::lround(from_lowest)), params.format};
}

QuantParams params_of(const std::vector<float>& values, const QuantRule& rule, Scales scales) {
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  QuantParams params = choose_params(Range{*low, *high}, rule);
  params.scale = static_cast<float>(params.scale);
  const bool symmetric = rule.scheme == Scheme::symmetric;
  if (scales == Scales::powers_of_two) params = power_of_two(params);
  if (symmetric) params.zero_point = 0;
  return params;
}

QdqLayer random_layer(CodeRandom& random, const ConvolutionShape& shape, Scales scales) {
  QdqLayer layer;
  layer.shape = shape;
  const std::int64_t k = shape.channels * shape.rows.kernel * shape.cols.kernel;
  for (std::int64_t f = 0; f < shape.filters; ++f) {
    std::vector<float> filter;
    const double deviation = std::sqrt(2.0 / static_cast<double>(k)) * random.real(0.5, 1.5);
    for (std::int64_t i = 0; i < k; ++i) filter.push_back(static_cast<float>(random.normal() * deviation));
    layer.weights.insert(layer.weights.end(), filter.begin(), filter.end());
    layer.bias.push_back(static_cast<float>(random.normal() * 0.2));
    layer.params.push_back(params_of(filter, {kInt8, Scheme::symmetric}, scales));
  }
  return layer;
}

WindowAxis padded_axis(std::int64_t side) {
  return {side, side, 3, 1, 1, 1};
}

QdqNetwork random_network(CodeRandom& random, Scales scales) {
  QdqNetwork n;
  const WindowAxis axis = padded_axis(n.side);
  for (std::int64_t i = 0; i < n.images * kColours * n.side * n.side; ++i)
    n.input.push_back(static_cast<float>(random.normal()));
  n.first = random_layer(random, {n.images, 1, kColours, kChannels, axis, axis}, scales);
  n.second = random_layer(random, {n.images, 1, kChannels, kChannels, axis, axis}, scales);
  n.last = random_layer(random, {n.images, 1, kChannels, kClasses, plain_axis(1), plain_axis(1)}, scales);
  return n;
}

CodeVector weight_codes(const QdqLayer& layer) {
  CodeVector codes(layer.weights.size());
  quantize(layer.weights, weight_layout(layer), layer.params, {}, codes);
  return codes;
}

std::vector<std::int32_t> bias_codes(const QdqLayer& layer, const QuantParams& x) {
  std::vector<std::int32_t> codes;
  for (std::size_t f = 0; f < layer.bias.size(); ++f)
    codes.push_back(
        quantize_bias(static_cast<double>(layer.bias[f]), x.scale * layer.params[f].scale, Rounding::half_even));
  return codes;
}

CodeVector run_layer(const QdqLayer& layer, const CodeVector& input, const QuantParams& x, const QuantParams& y,
                     Activation activation) {
  PostProcessing p;
  p.multipliers.clear();
  for (const auto& w : layer.params) p.multipliers.push_back(x.scale * w.scale / y.scale);
  p.bias = bias_codes(layer, x);
  p.activation = activation;
  p.zero_point = y.zero_point;
  p.lowest = y.format.lowest();
  p.highest = y.format.highest();
  const PostProcess finish{p};
  const auto sums = exact_convolution(layer.shape, centred(input, x.zero_point), weight_codes(layer));
  const auto pixels = static_cast<std::size_t>(layer.shape.rows.out * layer.shape.cols.out);
  CodeVector codes;
  for (std::size_t i = 0; i < sums.size(); ++i)
    codes.push_back(static_cast<std::int16_t>(finish(sums[i], i / pixels % layer.bias.size())));
  return codes;
}

/// Nodes in between, with tensors called NAME + suffix; layers take weights "LAYER_w" and "LAYER_b".
void add_layers(OnnxCase& test, const std::string& in, const std::string& out) {
  const std::map<std::string, OnnxAttribute> conv{{"pads", std::vector<std::int64_t>{1, 1, 1, 1}}};
  test.nodes.push_back({"Conv", {"x" + in, "first_w" + in, "first_b" + in}, {"first"}, conv, ""});
  test.nodes.push_back({"Relu", {"first"}, {"relu" + out}, {}, ""});
  test.nodes.push_back({"Conv", {"relu" + in, "second_w" + in, "second_b" + in}, {"conv" + out}, conv, ""});
  test.nodes.push_back({"Add", {"relu" + in, "conv" + in}, {"sum" + out}, {}, ""});
  test.nodes.push_back({"GlobalAveragePool", {"sum" + in}, {"mean" + out}, {}, ""});
  test.nodes.push_back({"Flatten", {"mean" + in}, {"flat"}, {}, ""});
  test.nodes.push_back(
      {"Gemm", {"flat", "last_w" + in, "last_b" + in}, {"logits" + out}, {{"transB", std::int64_t{1}}}, ""});
}

OnnxCase with_input(const QdqNetwork& network) {
  OnnxCase test;
  test.inputs["x"] = tensor_of<float>({network.images, kColours, network.side, network.side}, network.input);
  return test;
}

void add_codes(OnnxCase& test, const std::string& name, const QdqLayer& layer, const QuantParams& x) {
  std::vector<double> scales;
  std::vector<double> bias_scales;
  for (const auto& params : layer.params) {
    scales.push_back(params.scale);
    bias_scales.push_back(x.scale * params.scale);
  }
  const auto filters = static_cast<std::int64_t>(scales.size());
  test.constants[name + "_w_q"] = code_tensor(weight_shape(layer), weight_codes(layer), kInt8);
  test.constants[name + "_w_scale"] = tensor_of<float>({filters}, scales);
  test.constants[name + "_w_zero"] = tensor_of<std::int8_t>({filters}, CodeVector(scales.size()));
  test.constants[name + "_b_q"] = tensor_of<std::int32_t>({filters}, bias_codes(layer, x));
  test.constants[name + "_b_scale"] = tensor_of<float>({filters}, bias_scales);
  test.constants[name + "_b_zero"] = tensor_of<std::int32_t>({filters}, CodeVector(scales.size()));
  for (const std::string& part : {name + "_w", name + "_b"})
    test.nodes.push_back({"DequantizeLinear",
                          {part + "_q", part + "_scale", part + "_zero"},
                          {part + "_d"},
                          {{"axis", std::int64_t{0}}},
                          ""});
}

/// Brings nodes into an order in which each comes after those that it reads.
void sort_nodes(OnnxCase& test) {
  std::vector<OnnxNode> sorted;
  const auto made = [&](const std::string& name) {
    const auto makes = [&](const OnnxNode& node) { return node.outputs.front() == name; };
    return std::none_of(test.nodes.begin(), test.nodes.end(), makes);
  };
  while (!test.nodes.empty()) {
    const auto ready = std::find_if(test.nodes.begin(), test.nodes.end(), [&](const OnnxNode& node) {
      return std::all_of(node.inputs.begin(), node.inputs.end(), made);
    });
    sorted.push_back(*ready);
    test.nodes.erase(ready);
  }
  test.nodes = sorted;
}

}  // namespace

std::vector<QdqNetwork> random_qdq_networks(CodeRandom& random, int count, Scales scales) {
  std::vector<QdqNetwork> networks;
  std::vector<OnnxCase> models;
  for (int i = 0; i < count; ++i) {
    networks.push_back(random_network(random, scales));
    models.push_back(float_model(networks.back()));
  }
  auto results = run_onnx(models);
  for (std::size_t i = 0; i < networks.size(); ++i) {
    results[i]["x"] = models[i].inputs.at("x");
    for (const auto& [name, tensor] : results[i]) {
      const std::vector<double> values = workloads::reals(tensor);
      networks[i].params[name] = params_of({values.begin(), values.end()}, {kUint8, Scheme::affine}, scales);
    }
  }
  return networks;
}

OnnxCase float_model(const QdqNetwork& network) {
  OnnxCase test = with_input(network);
  const auto add = [&](const std::string& name, const QdqLayer& layer) {
    test.constants[name + "_w"] = tensor_of<float>(weight_shape(layer), layer.weights);
    test.constants[name + "_b"] = tensor_of<float>({layer.shape.filters}, layer.bias);
  };
  add("first", network.first);
  add("second", network.second);
  add("last", network.last);
  add_layers(test, "", "");
  test.outputs = kQdqTensors;
  return test;
}

OnnxCase qdq_model(const QdqNetwork& network, bool optimized) {
  OnnxCase test = with_input(network);
  test.optimized = optimized;
  add_codes(test, "first", network.first, network.params.at("x"));
  add_codes(test, "second", network.second, network.params.at("relu"));
  add_codes(test, "last", network.last, network.params.at("mean"));
  add_layers(test, "_d", "_f");
  for (const auto& [name, params] : network.params) {
    test.constants[name + "_scale"] = scale_tensor(params);
    test.constants[name + "_zero"] = zero_tensor(params);
    const std::string value = name == "x" ? "x" : name + "_f";
    test.nodes.push_back({"QuantizeLinear", {value, name + "_scale", name + "_zero"}, {name + "_q"}, {}, ""});
    if (name != "logits")
      test.nodes.push_back({"DequantizeLinear", {name + "_q", name + "_scale", name + "_zero"}, {name + "_d"}, {}, ""});
  }
  for (const auto& name : kQdqTensors) test.outputs.push_back(name + "_q");
  sort_nodes(test);
  return test;
}

TensorCodes our_codes(const QdqNetwork& network, const TensorCodes& given) {
  const auto& params = network.params;
  TensorCodes codes;
  const auto input = [&](const std::string& name) {
    const auto found = given.find(name);
    return found == given.end() ? codes.at(name) : found->second;
  };
  const auto layer = [&](const QdqLayer& of, const std::string& x, const std::string& y, Activation activation) {
    codes[y] = run_layer(of, input(x), params.at(x), params.at(y), activation);
  };
  codes["x"].resize(network.input.size());
  quantize(network.input, params.at("x"), {}, codes["x"]);
  layer(network.first, "x", "relu", Activation::relu);
  layer(network.second, "relu", "conv", Activation::none);
  const std::vector<CodeVector> addends{input("relu"), input("conv")};
  codes["sum"].resize(addends.front().size());
  addition(std::vector{params.at("relu"), params.at("conv")}, params.at("sum"))(
      std::vector<std::span<const std::int16_t>>{addends.begin(), addends.end()}, codes["sum"]);
  codes["mean"].resize(static_cast<std::size_t>(network.images * kChannels));
  const AdaptiveAxis whole{network.side, 1};
  AdaptiveAveragePool(whole, whole, params.at("sum"), params.at("mean"))(input("sum"), codes["mean"]);
  layer(network.last, "mean", "logits", Activation::none);
  codes.erase("x");
  return codes;
}

}  // namespace systole::tests
