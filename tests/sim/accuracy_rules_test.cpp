// Rules for some layers, and which layers matter: what a glob reaches, and that a layer spoilt on purpose is found.
#include <catch2/catch.hpp>
#include <cmath>
#include <set>

#include "models/errors.hpp"
#include "sim/accuracy/sensitivity.hpp"
#include "tests/sim/accuracy_support.hpp"

using namespace systole;
using namespace systole::tests;

namespace {

std::string complaint(const std::vector<std::string>& rules) {
  try {
    sim::load_setup(trained("signal_cnn_1d", rules));
  } catch (const models::UserError& error) {
    return error.what();
  }
  return "";
}

sim::Sensitivity sensitivity_of(const Asked& asked) {
  sim::AccuracyRequest request;
  request.samples = 8;
  return sim::sensitivity(asked.setup.chip.chip, asked.setup.network, asked.setup.weights, asked.setup.data,
                          asked.scales, request);
}

const sim::LayerSensitivity& entry(const sim::Sensitivity& found, const std::string& stage) {
  for (const sim::LayerSensitivity& layer : found.layers)
    if (layer.stage == stage) return layer;
  FAIL("no such stage");
  return found.layers.front();
}

std::vector<float> copy_of(const sim::NetworkWeights& weights, const std::string& name) {
  const auto values = weights.get(name);
  return {values.begin(), values.end()};
}

}  // namespace

TEST_CASE("a rule for a glob reaches the layers that match and no others", "[S18]") {
  const Asked plain{trained("signal_cnn_1d")};
  const Asked ruled{trained("signal_cnn_1d", {"conv[23]:weights.bits=4", "conv2:activations.bits=6"})};
  for (const auto& [layer, weights] : ruled.scales.weights) {
    CAPTURE(layer);
    const bool matches = layer == "conv2" || layer == "conv3";
    CHECK((weights == plain.scales.weights.at(layer)) == !matches);
    CHECK(weights.params.front().format.bits == (matches ? 4 : 8));
  }
  for (const auto& [tensor, params] : ruled.scales.activations) {
    CAPTURE(tensor);
    // Stage conv2 +relu2 writes relu2.
    CHECK((params == plain.scales.activations.at(tensor)) == (tensor != "relu2"));
    CHECK(params.format.bits == (tensor == "relu2" ? 6 : 8));
  }
  // The later of two rules wins.
  const Asked later{trained("signal_cnn_1d", {"conv2:weights.bits=4", "weights.bits=5"})};
  CHECK(later.scales.weights.at("conv2").params.front().format.bits == 5);
}

TEST_CASE("rules that reach nothing, or are none, are refused with what is near", "[S18][T21][X4]") {
  CHECK(complaint({"conv4:weights.bits=4"}).find("did you mean 'conv1'") != std::string::npos);
  CHECK(complaint({"conv4:weights.bits=4"}).find("no layer of that name") != std::string::npos);
  CHECK(complaint({"weights.bit=4"}).find("did you mean 'weights.bits'") != std::string::npos);
  CHECK(complaint({"weights.bits=1"}).find("2 to 16") != std::string::npos);
  CHECK(complaint({"weights.bits=4x"}).find("2 to 16") != std::string::npos);
  CHECK(complaint({"weights.bits"}).find("KEY=VALUE") != std::string::npos);
  CHECK(complaint({"activations.quantizer=adaround"}).find("not allowed") != std::string::npos);
  CHECK(complaint({"activations.percentile=nan"}).find("50 to 100") != std::string::npos);
  CHECK_THROWS_AS(Asked{trained("signal_cnn_1d", {"conv1:weights.bits=9"})}, models::UserError);
}

TEST_CASE("a layer with an outlier among its weights is ranked first and flagged", "[B10]") {
  const std::vector<std::string> per_tensor{"weights.granularity=per_tensor"};
  Asked asked{trained("signal_cnn_1d", per_tensor)};
  CHECK(entry(sensitivity_of(asked), "conv2 +relu2").concern != sim::Concern::sensitive);
  // One weight a hundred times the largest, downward: its channel is 0 behind the ReLU, and all others lose their
  // steps.
  std::vector<float> weight = copy_of(asked.setup.weights, "conv2.weight");
  const float largest = std::abs(
      *std::max_element(weight.begin(), weight.end(), [](float a, float b) { return std::abs(a) < std::abs(b); }));
  weight[2] = -100 * largest;
  asked.setup.weights.set("conv2.weight", weight);
  asked.scales = sim::scales_of(asked.setup, trained("signal_cnn_1d", per_tensor));
  const sim::Sensitivity spoilt = sensitivity_of(asked);
  CHECK(spoilt.layers.front().stage == "conv2 +relu2");
  CHECK(spoilt.layers.front().concern == sim::Concern::sensitive);
  CHECK(spoilt.layers.front().gain_db > 10);  // without it the others are fine
  // With a scale a channel it is one channel's own business.
  asked.setup.rules = sim::QuantRules{};
  asked.scales = sim::scales_of(asked.setup, trained("signal_cnn_1d"));
  CHECK(entry(sensitivity_of(asked), "conv2 +relu2").alone_db > spoilt.layers.front().alone_db + 10);
}

TEST_CASE("an outlier among activations puts the layer that writes them and the one that reads them first", "[B10]") {
  Asked asked{trained("signal_cnn_1d")};
  // Channel 3 of conv1 is 2,000 everywhere, and nothing reads it: the answer is as before, the codes are not.
  std::vector<float> bias = copy_of(asked.setup.weights, "conv1.bias");
  std::vector<float> readers = copy_of(asked.setup.weights, "conv2.weight");
  bias[3] = 2000;
  for (std::size_t filter = 0; filter < 32; ++filter)
    for (std::size_t tap = 0; tap < 5; ++tap) readers[(filter * 16 + 3) * 5 + tap] = 0;
  asked.setup.weights.set("conv1.bias", bias);
  asked.setup.weights.set("conv2.weight", readers);
  asked.scales = sim::scales_of(asked.setup, trained("signal_cnn_1d"));
  const sim::Sensitivity found = sensitivity_of(asked);
  // Either of the two by itself puts the tensor between them on codes.
  const std::set<std::string> first{found.layers[0].stage, found.layers[1].stage};
  CHECK(first == std::set<std::string>{"conv1 +relu1", "conv2 +relu2"});
  CHECK(found.layers[0].concern == sim::Concern::sensitive);
  CHECK(found.layers[1].concern == sim::Concern::sensitive);
  CHECK(found.layers[2].alone_db > found.layers[1].alone_db + 10);
  for (std::size_t i = 1; i < found.layers.size(); ++i) CHECK(found.layers[i].alone_db >= found.layers[i - 1].alone_db);
}

TEST_CASE("the ranking leaves out layers that only move codes, and flags by 40 and 30 dB", "[B10]") {
  const sim::Sensitivity found = sensitivity_of(Asked{trained("signal_cnn_1d")});
  CHECK(found.layers.size() == 5);  // three convolutions, an average, a product; no reshape
  for (const sim::LayerSensitivity& layer : found.layers) {
    CAPTURE(layer.stage, layer.alone_db);
    CHECK(layer.gain_db == layer.left_out_db - found.all_db);
    CHECK((layer.concern == sim::Concern::none) == (layer.alone_db >= 40));
    CHECK((layer.concern == sim::Concern::sensitive) == (layer.alone_db < 30));
  }
}
