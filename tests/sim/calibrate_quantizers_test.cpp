#include <catch2/catch.hpp>
#include <cmath>

#include "models/errors.hpp"
#include "models/numerics/quantize/quantize_values.hpp"
#include "sim/inference/float_network.hpp"
#include "tests/sim/calibrate_support.hpp"

using namespace systole;
using namespace systole::tests;
using sim::CalibrationOrder;
using sim::DataSet;
using sim::NetworkWeights;
using sim::QuantRules;
using sim::Scales;
using sim::WeightScales;

namespace {

struct Fixture {
  models::Chip chip = chip_of();
  workloads::Network network = two_layers();
  NetworkWeights weights = NetworkWeights::draw(network, 1);
  DataSet data = DataSet::draw(network, 32, 1);

  Scales calibrate(const std::vector<std::string>& rules, CalibrationOrder order = CalibrationOrder::real) const {
    return sim::calibrate(chip, network, weights, data, request_of(rules, order));
  }
  double mse_of_weights(const Scales& scales, const std::string& layer) const {
    const std::span<const float> weight = weights.get(layer + ".weight");
    const std::vector<models::QuantParams>& params = scales.weights.at(layer).params;
    models::QuantizeStyle style;
    style.span = scales.weights.at(layer).span;
    std::vector<float> back(weight.size());
    models::fake_quantize(weight, {1, params.size(), weight.size() / params.size()}, params, style, back);
    return models::quant_error(weight, back).mse;
  }
};

}  // namespace

TEST_CASE("quantisers, observers and schemes are words in any case", "[T21][S7]") {
  const QuantRules rules{{"weights.quantizer=AdaRound", "activations.quantizer=LSQ+", "weights.observer=MinMax",
                          "activations.scheme=SYMMETRIC", "Fc:weights.quantizer=DOREFA", "backend=TensorRT"}};
  CHECK(rules.of("conv1").weights.quantizer == models::Quantizer::adaround);
  CHECK(rules.of("conv1").activations.quantizer == models::Quantizer::lsq_plus);
  CHECK(rules.of("conv1").activations.scheme == models::Scheme::symmetric);
  CHECK(rules.of("conv1").backend == models::Backend::tensorrt);
  CHECK(rules.of("Fc").weights.quantizer == models::Quantizer::dorefa);
  CHECK(QuantRules{{"weights.quantizer=lsq_plus"}}.of("a").weights.quantizer == models::Quantizer::lsq_plus);
  CHECK_THROWS_WITH((QuantRules{{"weights.quantizer=pact"}}),
                    Catch::Contains("weights.quantizer takes uniform, lsq, lsq+, dorefa, adaround"));
  CHECK_THROWS_WITH((QuantRules{{"activations.quantizer=adaround"}}),
                    Catch::Contains("activations.quantizer takes uniform, lsq, lsq+, pact"));
}

TEST_CASE("a fitted step of 4 bits is not worse than the range's, and better where there is an outlier", "[L5][S7]") {
  Fixture net;
  std::vector<float> weight(net.weights.get("fc1.weight").begin(), net.weights.get("fc1.weight").end());
  weight[7] = 12;  // in the first output channel: among Gaussian weights of deviation 0.35
  net.weights.set("fc1.weight", weight);
  for (const std::string granularity : {"per_tensor", "per_channel"}) {
    const std::vector<std::string> rules{"weights.bits=4", "weights.granularity=" + granularity};
    const Scales uniform = net.calibrate(rules);
    for (const std::string quantizer : {"lsq", "lsq+"}) {
      std::vector<std::string> fitted = rules;
      fitted.push_back("weights.quantizer=" + quantizer);
      const Scales scales = net.calibrate(fitted);
      CAPTURE(granularity, quantizer);
      CHECK(scales.weights.at("fc1").params.size() == uniform.weights.at("fc1").params.size());
      // A step for the outlier, 12/7, rounds all others to 0 and costs their whole variance.
      if (quantizer == "lsq") CHECK(net.mse_of_weights(scales, "fc1") < net.mse_of_weights(uniform, "fc1"));
      CHECK_FALSE(scales.weights.at("fc1") == uniform.weights.at("fc1"));
    }
  }
}

TEST_CASE("steps of activations are fitted to the values that calibration has seen", "[L5][S7]") {
  const Fixture net;
  std::vector<float> seen;
  sim::CalibrationRequest request = request_of({"activations.bits=4", "activations.quantizer=lsq"});
  request.tap = [&](const std::string& tensor, sim::Reals values) {
    if (tensor == "relu1") seen.insert(seen.end(), values.begin(), values.end());
  };
  const Scales fitted = sim::calibrate(net.chip, net.network, net.weights, net.data, request);
  const Scales uniform = net.calibrate({"activations.bits=4"});
  const auto mse = [&](const Scales& scales) {
    std::vector<float> back(seen.size());
    models::fake_quantize(seen, scales.activations.at("relu1"), {}, back);
    return models::quant_error(seen, back).mse;
  };
  REQUIRE(seen.size() == 32 * 4 * 24);
  CHECK(mse(fitted) < mse(uniform));
  CHECK(fitted.activations.at("relu1").zero_point == -8);  // the lowest of int4: no value is negative
}

TEST_CASE("PACT's codes begin at 0, and values below are said to be clipped", "[S7]") {
  const Fixture net;
  const Scales scales = net.calibrate({"activations.quantizer=pact"});
  CHECK(scales.activations.at("relu1").zero_point == -128);
  CHECK(scales.activations.at("fc2").zero_point == -128);
  REQUIRE(scales.notes.size() == 2);  // x and fc2 hold negative values, relu1 none
  CHECK_THAT(scales.notes[0], Catch::Contains("'fc2' below 0 are clipped"));
  CHECK_THAT(scales.notes[1], Catch::Contains("'x' below 0 are clipped"));
  const Scales symmetric = net.calibrate({"activations.quantizer=pact", "activations.scheme=symmetric"});
  CHECK(symmetric.activations.at("x").zero_point == 0);
  CHECK(symmetric.notes.empty());
}

TEST_CASE("DoReFa's layers compute with tanh(w) / max|tanh(w)|, which calibration says", "[S7]") {
  const Fixture net;
  const Scales scales = net.calibrate({"fc2:weights.quantizer=dorefa", "weights.granularity=per_tensor"});
  const WeightScales& found = scales.weights.at("fc2");
  double largest = 0;
  for (const float w : net.weights.get("fc2.weight")) largest = std::max(largest, std::abs(std::tanh(double{w})));
  CHECK(found.params.front().scale == Approx(1.0 / 127));
  REQUIRE(found.own_codes);
  const std::span<const float> weight = net.weights.get("fc2.weight");
  REQUIRE(found.codes.size() == weight.size());
  for (std::size_t i = 0; i < weight.size(); ++i)
    CHECK(std::abs(found.codes[i] - std::tanh(double{weight[i]}) / largest * 127) <= 0.5 + 1e-4);
  REQUIRE(scales.notes.size() == 1);
  CHECK_THAT(scales.notes[0], Catch::Contains("(fc2)") && Catch::Contains("computes something else"));

  // The network on these codes is the real one with squeezed weights, give or take 8 bits.
  NetworkWeights squeezed = net.weights;
  std::vector<float> values;
  for (const float w : weight) values.push_back(static_cast<float>(std::tanh(double{w}) / largest));
  squeezed.set("fc2.weight", values);
  Scales wide = net.calibrate({"fc2:weights.quantizer=dorefa", "weights.granularity=per_tensor"});
  wide.activations["fc2"] =
      sim::calibrate(net.chip, net.network, squeezed, net.data, request_of({})).activations["fc2"];
  const auto real = outputs_of(net.chip, net.network, squeezed, wide, net.data, sim::StageArithmetic::real);
  for (const auto arithmetic : {sim::StageArithmetic::integer, sim::StageArithmetic::fake}) {
    const auto codes = outputs_of(net.chip, net.network, net.weights, wide, net.data, arithmetic);
    CHECK(models::quant_error(real.at("fc2"), codes.at("fc2")).sqnr_db > 30);
    CHECK(models::quant_error(
              outputs_of(net.chip, net.network, net.weights, wide, net.data, sim::StageArithmetic::real).at("fc2"),
              codes.at("fc2"))
              .sqnr_db < 20);
  }
}

TEST_CASE("AdaRound rounds each weight up or down, and its layers' outputs are nearer than those of nearest codes",
          "[S7][S12]") {
  const Fixture net;
  const Scales nearest = net.calibrate({"weights.bits=3"});
  const Scales rounded = net.calibrate({"weights.bits=3", "weights.quantizer=adaround"});
  for (const std::string layer : {"fc1", "fc2"}) {
    const WeightScales& found = rounded.weights.at(layer);
    CHECK(found.params == nearest.weights.at(layer).params);
    REQUIRE(found.own_codes);
    const std::span<const float> weight = net.weights.get(layer + ".weight");
    const std::size_t columns = weight.size() / found.params.size();
    for (std::size_t i = 0; i < weight.size(); ++i)
      CHECK(std::abs(found.codes[i] - double{weight[i]} / found.params[i / columns].scale) < 1);
  }
  // Drawn inputs of fc1 are uncorrelated, for which nearest is best; outputs of relu all are positive.
  CHECK(sqnr_db(net.chip, net.network, net.weights, rounded, net.data, "fc2") >
        sqnr_db(net.chip, net.network, net.weights, nearest, net.data, "fc2"));
}

TEST_CASE("AdaRound knows convolutions, groups and bare GEMMs by their unfolded inputs", "[S7]") {
  using workloads::LayerKind;
  const models::Chip chip = chip_of();
  workloads::Network network{"kinds"};
  network.add_input("x", {1, 4, 6, 5});
  workloads::Conv conv;
  conv.filters = 6;
  conv.groups = 2;
  conv.window.kernel = {3, 2};
  conv.window.stride = {2, 1};
  conv.window.pad_before = conv.window.pad_after = {1, 1};
  conv.window.dilation = {1, 2};
  network.add({"conv", LayerKind::conv2d, {"x"}, conv, {}});
  network.add({"mm", LayerKind::gemm, {}, workloads::Gemm{40, 20, 7}, {}});
  const NetworkWeights weights = NetworkWeights::draw(network, 3);
  DataSet data = DataSet::draw(network, 24, 3);
  for (const std::string granularity : {"per_tensor", "per_channel"}) {
    const std::vector<std::string> bits{"weights.bits=3", "weights.granularity=" + granularity};
    const Scales nearest = sim::calibrate(chip, network, weights, data, request_of(bits));
    sim::CalibrationRequest request = request_of({bits[0], bits[1], "weights.quantizer=adaround"});
    request.adaround_steps = 1500;
    const Scales rounded = sim::calibrate(chip, network, weights, data, request);
    for (const std::string layer : {"conv", "mm"}) {
      CAPTURE(layer, granularity);
      const WeightScales& found = rounded.weights.at(layer);
      REQUIRE(found.own_codes);
      const std::span<const float> weight = weights.get(layer + (layer == "mm" ? ".b" : ".weight"));
      for (std::size_t i = 0; i < weight.size(); ++i) {
        const std::size_t channel = layer == "mm" ? i % 7 : i / (weight.size() / 6);
        const models::QuantParams& params = found.params[found.params.size() == 1 ? 0 : channel];
        CHECK(std::abs(found.codes[i] - double{weight[i]} / params.scale) < 1);
      }
      // AdaRound sees all rows here: its outputs cannot be further from the real ones than the nearest codes'.
      CHECK(sqnr_db(chip, network, weights, rounded, data, layer) >
            sqnr_db(chip, network, weights, nearest, data, layer) - 0.05);
    }
  }
}
