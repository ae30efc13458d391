#include <catch2/catch.hpp>

#include "models/errors.hpp"
#include "sim/inference/activation_watch.hpp"
#include "sim/inference/float_network.hpp"
#include "sim/inference/input_rows.hpp"
#include "tests/sim/calibrate_support.hpp"

using namespace systole;
using namespace systole::tests;
using sim::DataSet;
using sim::NetworkWeights;
using workloads::LayerKind;

namespace {

workloads::Network layers_of_all_kinds() {
  workloads::Network network{"kinds"};
  network.add_input("x", {2, 4, 6, 5});
  network.add_input("s", {1, 6, 11});
  network.add_input("t", {2, 3, 9});
  workloads::Conv conv;
  conv.filters = 6;
  conv.bias = false;
  conv.groups = 2;
  conv.window.kernel = {3, 2};
  conv.window.stride = {2, 1};
  conv.window.pad_before = {1, 2};
  conv.window.pad_after = {1, 0};
  conv.window.dilation = {1, 2};
  network.add({"conv2", LayerKind::conv2d, {"x"}, conv, {}});
  workloads::Conv depthwise;
  depthwise.filters = depthwise.groups = 6;
  depthwise.bias = false;
  depthwise.window.kernel = {1, 3};
  depthwise.window.pad_before = depthwise.window.pad_after = {0, 1};
  network.add({"conv1", LayerKind::conv1d, {"s"}, depthwise, {}});
  network.add({"lin", LayerKind::linear, {"t"}, workloads::Linear{5, false}, {}});
  network.add({"mm", LayerKind::gemm, {}, workloads::Gemm{4, 7, 3}, {}});
  return network;
}

/// Output [position][filter] of a layer, from its unfolded inputs.
double product(const sim::InputRows& rows, const std::vector<float>& weight, std::int64_t filters, std::int64_t row,
               std::int64_t filter) {
  const std::int64_t a_group = filters / rows.groups();
  const std::span<const float> inputs = rows.rows(filter / a_group);
  double sum = 0;
  for (std::int64_t k = 0; k < rows.columns(); ++k)
    sum += double{inputs[static_cast<std::size_t>(row * rows.columns() + k)]} *
           double{weight[static_cast<std::size_t>(filter * rows.columns() + k)]};
  return sum;
}

}  // namespace

TEST_CASE("a row times a filter is what the real layer computes there: windows, groups, products", "[S7][S12]") {
  const workloads::Network network = layers_of_all_kinds();
  const NetworkWeights weights = NetworkWeights::draw(network, 5);
  const DataSet data = DataSet::draw(network, 1, 5);
  const sim::Sample sample = data.sample(0);
  sim::FloatNetwork reference{network, weights};
  int seen = 0;
  reference.run(sample, [&](std::size_t index, sim::Reals output) {
    const workloads::Layer& layer = network.layers()[index];
    CAPTURE(layer.name);
    sim::InputRows rows{network, layer, 1, 1 << 20};
    rows.add(sample.at(sim::input_names(layer).front()));
    const bool gemm = layer.kind == LayerKind::gemm;
    const bool last = gemm || layer.kind == LayerKind::linear;
    const std::int64_t filters = last ? layer.output.back() : layer.output[1];
    const std::span<const float> given = weights.get(layer.name + (gemm ? ".b" : ".weight"));
    const std::vector<float> weight =
        gemm ? sim::transposed(given, 7, 3) : std::vector<float>(given.begin(), given.end());
    const std::int64_t pixels = last ? 1 : workloads::element_count(layer.output) / layer.output[0] / filters;
    REQUIRE(static_cast<std::int64_t>(rows.rows(0).size()) ==
            workloads::element_count(layer.output) / filters * rows.columns());
    for (std::int64_t i = 0; i < static_cast<std::int64_t>(output.size()); ++i) {
      const std::int64_t filter = last ? i % filters : i / pixels % filters;
      const std::int64_t row = last ? i / filters : i / (pixels * filters) * pixels + i % pixels;
      CHECK(product(rows, weight, filters, row, filter) == Approx(output[static_cast<std::size_t>(i)]).margin(1e-4));
    }
    ++seen;
  });
  CHECK(seen == 4);
}

TEST_CASE("of more rows than are wanted those kept lie evenly over all samples", "[S7][S12]") {
  workloads::Network network{"one"};
  network.add_input("x", {10, 2});
  add_linear(network, "fc", "x", 3);
  sim::InputRows rows{network, network.layers()[0], 6, 20};
  for (int sample = 0; sample < 6; ++sample) {
    std::vector<float> input;
    for (int row = 0; row < 10; ++row) input.insert(input.end(), {static_cast<float>(sample * 10 + row), 0.5F});
    rows.add(input);
  }
  REQUIRE(rows.rows(0).size() == 20 * 2);
  for (std::size_t i = 0; i < 20; ++i) CHECK(rows.rows(0)[2 * i] == static_cast<float>(3 * i));  // of 0 .. 59
}
