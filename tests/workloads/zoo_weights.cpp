#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "tests/workloads/zoo_support.hpp"

using namespace systole::workloads;

namespace {

using Shapes = std::map<std::string, Shape>;

void add_layer(const Network& network, const Layer& layer, Shapes& shapes) {
  const auto add = [&](const std::string& key, const Shape& shape) { shapes[layer.name + "." + key] = shape; };
  const Shape& input = network.shape(layer.inputs.at(0));
  if (layer.kind == LayerKind::conv1d || layer.kind == LayerKind::conv2d) {
    const auto& conv = std::get<Conv>(layer.attributes);
    Shape weight{conv.filters, input.at(1) / conv.groups, conv.window.kernel[0], conv.window.kernel[1]};
    if (layer.kind == LayerKind::conv1d) weight.erase(weight.begin() + 2);
    add("weight", weight);
    if (conv.bias) add("bias", {conv.filters});
  } else if (layer.kind == LayerKind::linear) {
    const auto& linear = std::get<Linear>(layer.attributes);
    add("weight", {linear.features, input.back()});
    if (linear.bias) add("bias", {linear.features});
  } else if (layer.kind == LayerKind::batch_norm) {
    for (const char* key : {"weight", "bias", "running_mean", "running_var"}) add(key, {input.at(1)});
  }
}

/// What the network needs: torch's shapes, [out, in, kernel] and [out, in].
Shapes needed(const Network& network) {
  Shapes shapes;
  for (const Layer& layer : network.layers()) add_layer(network, layer, shapes);
  return shapes;
}

std::int64_t learned_values(const TensorMap& weights) {
  return std::accumulate(weights.begin(), weights.end(), std::int64_t{0}, [](std::int64_t sum, const auto& entry) {
    return sum + (entry.first.find(".running_") == std::string::npos ? element_count(entry.second.shape) : 0);
  });
}

}  // namespace

TEST_CASE("shipped weights are those that the network's layers need, by name, shape and type", "[zoo][A1][A2][A6]") {
  for (const std::string& name : zoo_networks()) {
    Shapes shapes;
    for (const auto& [key, tensor] : zoo(name, "weights")) {
      INFO(name << " " << key);
      CHECK(tensor.type == ElementType::float32);
      shapes[key] = tensor.shape;
    }
    CHECK(shapes == needed(shipped(name + ".yaml")));
  }
}

TEST_CASE("shipped weights have 9,253 and 94,986 learned values, as the networks count", "[zoo][A1][A2][A9][T5]") {
  CHECK(learned_values(zoo("signal_cnn_1d", "weights")) == 9253);
  CHECK(learned_values(zoo("tiny_cnn_2d", "weights")) == 94986);
  for (const std::string& name : zoo_networks())
    CHECK(learned_values(zoo(name, "weights")) == parameter_count(shipped(name + ".yaml")));
}

TEST_CASE("shipped weights are finite and trained, variances positive", "[zoo][A6]") {
  for (const std::string& name : zoo_networks())
    for (const auto& [key, tensor] : zoo(name, "weights")) {
      INFO(name << " " << key);
      const std::vector<double> values = reals(tensor);
      const auto [low, high] = std::minmax_element(values.begin(), values.end());
      CHECK(std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); }));
      CHECK(*low < *high);  // a batch norm begins with equal scales, shifts, means and variances
      if (key.ends_with(".running_var")) CHECK(*low > 0);
    }
}
