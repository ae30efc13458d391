#include <catch2/catch.hpp>
#include <cmath>

#include "sim/inference/equalized_weights.hpp"
#include "sim/inference/float_network.hpp"
#include "tests/sim/calibrate_support.hpp"

using namespace systole;
using namespace systole::tests;
using sim::DataSet;
using sim::EqualizedWeights;
using sim::NetworkWeights;
using workloads::LayerKind;
using NamePairs = std::vector<std::pair<std::string, std::string>>;

namespace {

std::vector<float> last_outputs(const workloads::Network& network, const NetworkWeights& weights, const DataSet& data) {
  sim::FloatNetwork reference{network, weights};
  std::vector<float> all;
  for (std::int64_t i = 0; i < data.samples(); ++i)
    reference.run(data.sample(i), [&](std::size_t layer, sim::Reals values) {
      if (layer + 1 == network.layers().size()) all.insert(all.end(), values.begin(), values.end());
    });
  return all;
}

/// Largest difference over the largest value.
double relative(const std::vector<float>& a, const std::vector<float>& b) {
  REQUIRE(a.size() == b.size());
  double largest = 0;
  double off = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    largest = std::max(largest, std::abs(double{a[i]}));
    off = std::max(off, std::abs(double{a[i]} - double{b[i]}));
  }
  return off / largest;
}

/// Makes what a layer writes uneven by gains of its batch norm from 1/8 to 8, and the next layer undo it.
NetworkWeights badly_scaled(const workloads::Network& network) {
  NetworkWeights weights = NetworkWeights::draw(network, 3);
  sim::tune_drawn_weights(network, weights, DataSet::draw(network, 8, 3));
  const auto factor = [](std::size_t channel) {
    return static_cast<float>(std::exp2(static_cast<double>(channel % 8) - 3.5));
  };
  std::vector<float> gain(weights.get("bn1.weight").begin(), weights.get("bn1.weight").end());
  std::vector<float> shift(weights.get("bn1.bias").begin(), weights.get("bn1.bias").end());
  std::vector<float> next(weights.get("conv2.weight").begin(), weights.get("conv2.weight").end());
  for (std::size_t c = 0; c < gain.size(); ++c) {
    gain[c] *= factor(c);
    shift[c] *= factor(c);
  }
  for (std::size_t i = 0; i < next.size(); ++i) next[i] /= factor(i / 9 % gain.size());
  weights.set("bn1.weight", gain);
  weights.set("bn1.bias", shift);
  weights.set("conv2.weight", next);
  return weights;
}

workloads::Conv conv_of(std::int64_t filters, std::int64_t groups, std::int64_t kernel) {
  workloads::Conv conv;
  conv.filters = filters;
  conv.groups = groups;
  conv.window.kernel = {kernel, kernel};
  return conv;
}

}  // namespace

TEST_CASE("equalisation changes no real output, and codes with one step a tensor are nearer to it", "[Q19]") {
  const workloads::Network network = small_cnn();
  const models::Chip chip = chip_of();
  const NetworkWeights weights = badly_scaled(network);
  const DataSet data = DataSet::draw(network, 20, 3);
  const EqualizedWeights equalized = sim::equalize_weights(network, weights);
  CHECK(equalized.pairs == NamePairs{{"conv1", "conv2"}, {"conv2", "fc"}});
  CHECK(relative(last_outputs(network, weights, data), last_outputs(network, equalized.weights, data)) < 1e-5);
  const auto sqnr = [&](const NetworkWeights& each) {
    const sim::Scales scales =
        sim::calibrate(chip, network, each, data, request_of({"weights.granularity=per_tensor"}));
    return sqnr_db(chip, network, each, scales, data, "fc");
  };
  // Channels 2^7 apart: the finest has 1 of its 8 bits left before, all of them after.
  CHECK(sqnr(equalized.weights) > sqnr(weights) + 6);
}

TEST_CASE("after equalisation both layers' ranges of a shared channel are alike", "[Q19]") {
  const workloads::Network network = two_layers();
  const NetworkWeights weights = NetworkWeights::draw(network, 1);
  const EqualizedWeights equalized = sim::equalize_weights(network, weights);
  CHECK(equalized.pairs == NamePairs{{"fc1", "fc2"}});
  for (std::size_t c = 0; c < 24; ++c) {
    double first = 0;
    double second = 0;
    for (std::size_t k = 0; k < 16; ++k)
      first = std::max(first, std::abs(double{equalized.weights.get("fc1.weight")[c * 16 + k]}));
    for (std::size_t n = 0; n < 8; ++n)
      second = std::max(second, std::abs(double{equalized.weights.get("fc2.weight")[n * 24 + c]}));
    CHECK(first == Approx(second).epsilon(0.02));
  }
}

TEST_CASE("layers apart are equalised only with what keeps scales between them, and for one reader", "[Q19]") {
  workloads::Network network{"graph"};
  network.add_input("x", {1, 4, 9, 9});
  network.add({"a", LayerKind::conv2d, {"x"}, conv_of(8, 1, 3), {}});
  network.add({"relu_a", LayerKind::relu, {"a"}, workloads::Plain{}, {}});
  network.add({"dw", LayerKind::conv2d, {"relu_a"}, conv_of(16, 8, 3), {}});  // two filters a channel
  network.add({"b", LayerKind::conv2d, {"dw"}, conv_of(6, 1, 1), {}});
  network.add({"relu6", LayerKind::clamp, {"b"}, workloads::Clamp{0, 6}, {}});
  network.add({"c", LayerKind::conv2d, {"relu6"}, conv_of(4, 1, 1), {}});
  network.add({"sigmoid", LayerKind::sigmoid, {"c"}, workloads::Plain{}, {}});
  network.add({"d", LayerKind::conv2d, {"sigmoid"}, conv_of(4, 1, 1), {}});
  network.add({"e", LayerKind::conv2d, {"d"}, conv_of(4, 2, 1), {}});  // groups of two channels
  network.add({"f", LayerKind::conv2d, {"e"}, conv_of(4, 1, 1), {}});
  network.add({"g", LayerKind::conv2d, {"f"}, conv_of(4, 1, 1), {}});
  network.add({"sum", LayerKind::add, {"f", "g"}, workloads::Plain{}, {}});
  network.add({"h", LayerKind::conv2d, {"sum"}, conv_of(4, 1, 3), {}});
  network.add({"flat", LayerKind::reshape, {"h"}, workloads::Reshape{{-1, 36}}, {}});
  add_linear(network, "fc", "flat", 3);
  const NetworkWeights weights = NetworkWeights::draw(network, 6);
  const DataSet data = DataSet::draw(network, 3, 6);
  const EqualizedWeights equalized = sim::equalize_weights(network, weights);
  CHECK(equalized.pairs == NamePairs{{"a", "dw"}, {"dw", "b"}, {"e", "f"}, {"h", "fc"}});
  CHECK(relative(last_outputs(network, weights, data), last_outputs(network, equalized.weights, data)) < 1e-5);
}
