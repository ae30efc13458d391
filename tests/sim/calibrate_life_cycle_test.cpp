#include <catch2/catch.hpp>
#include <fstream>

#include "models/errors.hpp"
#include "models/numerics/quantize/quantize_values.hpp"
#include "sim/inference/activation_watch.hpp"
#include "sim/inference/float_network.hpp"
#include "sim/inference/float_stage.hpp"
#include "sim/inference/folded_weights.hpp"
#include "sim/inference/scales_file.hpp"
#include "tests/sim/calibrate_support.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace systole;
using namespace systole::tests;
using sim::CalibrationOrder;
using sim::DataSet;
using sim::NetworkWeights;
using sim::Scales;

namespace {

std::string file_with(const TemporaryDirectory& directory, const std::string& text) {
  const std::filesystem::path path = directory / "scales.yaml";
  std::ofstream{path} << text;
  return path.string();
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

Outputs real_outputs(const workloads::Network& network, const NetworkWeights& weights, const DataSet& data) {
  sim::FloatNetwork reference{network, weights};
  Outputs outputs;
  for (std::int64_t i = 0; i < data.samples(); ++i)
    reference.run(data.sample(i), [&](std::size_t layer, sim::Reals values) {
      std::vector<float>& all = outputs[network.layers()[layer].name];
      all.insert(all.end(), values.begin(), values.end());
    });
  return outputs;
}

}  // namespace

TEST_CASE("parameters before data are an error", "[S11]") {
  const workloads::Network network = two_layers();
  const models::Chip chip = chip_of();
  const std::vector<sim::Stage> stages = sim::stages_of(network);
  const sim::CalibrationRequest request;
  sim::ActivationWatch watch{chip, network, stages, request};
  Scales scales;
  CHECK_THROWS_AS(watch.settle("x", scales), models::ModelError);
  watch.observe("x", std::vector<float>{-1.0F, 1.0F});
  watch.settle("x", scales);
  CHECK(scales.activations.size() == 1);
  CHECK_THROWS_AS(watch.settle_all(scales), models::ModelError);  // relu1 and fc2 have seen nothing

  const NetworkWeights weights = NetworkWeights::draw(network, 1);
  const DataSet none = DataSet::draw(network, 2, 1).first(0);
  for (const auto order : {CalibrationOrder::real, CalibrationOrder::quantized})
    CHECK_THROWS_WITH(sim::calibrate(chip, network, weights, none, request_of({}, order)),
                      Catch::Contains("nothing to calibrate with"));
}

TEST_CASE("with quantisation off everywhere the network is the real one, bit for bit", "[S11]") {
  const workloads::Network network = small_cnn();
  const NetworkWeights weights = NetworkWeights::draw(network, 2);
  const DataSet data = DataSet::draw(network, 5, 2);
  const models::Chip chip = chip_of();
  const Scales scales = sim::calibrate(chip, network, weights, data, request_of({"weights.bits=2"}));
  const Outputs off = outputs_of(chip, network, weights, scales, data, sim::StageArithmetic::real);
  const Outputs real = real_outputs(network, weights, data);
  for (const auto& [tensor, values] : off) CHECK(values == real.at(tensor));
  const Outputs on = outputs_of(chip, network, weights, scales, data, sim::StageArithmetic::integer);
  CHECK_FALSE(on.at("fc") == real.at("fc"));
}

TEST_CASE("quantising leaves no trace in the real weights, and twice gives the same", "[Q13]") {
  const workloads::Network network = small_cnn();
  const NetworkWeights weights = NetworkWeights::draw(network, 2);
  const DataSet data = DataSet::draw(network, 5, 2);
  const models::Chip chip = chip_of();
  const Outputs before = real_outputs(network, weights, data);
  for (const std::string quantizer : {"uniform", "lsq", "lsq+", "dorefa", "adaround"}) {
    const sim::CalibrationRequest request =
        request_of({"weights.bits=4", "weights.quantizer=" + quantizer}, CalibrationOrder::quantized);
    const Scales once = sim::calibrate(chip, network, weights, data, request);
    const Outputs codes = outputs_of(chip, network, weights, once, data, sim::StageArithmetic::integer);
    CHECK(sim::calibrate(chip, network, weights, data, request) == once);
    CHECK(outputs_of(chip, network, weights, once, data, sim::StageArithmetic::integer) == codes);
    CHECK(real_outputs(network, weights, data) == before);
  }
}

TEST_CASE("a calibration says that it had no noise, and one that had is refused", "[J22]") {
  const TemporaryDirectory directory;
  const workloads::Network network = two_layers();
  const Scales scales = sim::calibrate(chip_of(), network, NetworkWeights::draw(network, 1),
                                       DataSet::draw(network, 3, 1), request_of({"weights.bits=5"}));
  const std::string text = sim::scales_yaml(scales);
  CHECK_THAT(text, Catch::Contains("\nnoise: none\n"));
  CHECK(sim::read_scales(file_with(directory, text), network) == scales);
  for (const std::string noise : {"5", "0.5", "0", "gauss"})
    CHECK_THROWS_WITH(sim::read_scales(file_with(directory, replaced(text, "noise: none", "noise: " + noise)), network),
                      Catch::Contains("made with noise '" + noise + "'"));
  CHECK_THROWS_WITH(sim::read_scales(file_with(directory, replaced(text, "noise: none\n", "")), network),
                    Catch::Contains("noise"));
}

TEST_CASE("scales keep how they were made when they are written and read", "[S12]") {
  const TemporaryDirectory directory;
  const workloads::Network network = two_layers();
  Scales scales = sim::calibrate(chip_of(), network, NetworkWeights::draw(network, 1), DataSet::draw(network, 3, 1),
                                 request_of({"activations.quantizer=pact"}, CalibrationOrder::quantized));
  scales.equalized = true;
  scales.codes_file = "a \"b\\c.npz";
  scales.codes_hash = "0123456789012345";
  scales.data = "3 of \"those\"";
  scales.weights.at("fc1").own_codes = true;
  REQUIRE(scales.notes.size() == 2);
  CHECK(sim::read_scales(file_with(directory, sim::scales_yaml(scales)), network) == scales);
  const std::string wrong = replaced(sim::scales_yaml(scales), "codes: chosen", "codes: nearest");
  CHECK_THROWS_WITH(sim::read_scales(file_with(directory, wrong), network), Catch::Contains("'weights.fc1.codes'"));
}

TEST_CASE("a folded convolution computes what convolution and batch norm do; what is between them has no codes",
          "[S14]") {
  const workloads::Network network = small_cnn();
  NetworkWeights weights = NetworkWeights::draw(network, 4);
  const DataSet data = DataSet::draw(network, 3, 4);
  sim::tune_drawn_weights(network, weights, data);
  const sim::Stage stage = sim::stages_of(network).front();
  REQUIRE(sim::stage_name(network, stage) == "conv1 +bn1 +relu1");
  const std::vector<std::string> tensors = sim::calibrated_tensors(network, sim::stages_of(network));
  CHECK(tensors == std::vector<std::string>{"x", "relu1", "relu2", "gap", "fc"});

  workloads::Network folded{"folded"};
  folded.add_input("x", {1, 3, 8, 8});
  auto conv = std::get<workloads::Conv>(network.layers()[0].attributes);
  conv.bias = true;
  folded.add({"conv1", workloads::LayerKind::conv2d, {"x"}, conv, {}});
  const sim::FoldedWeights values = sim::folded_weights(network, stage, weights);
  NetworkWeights of_folded;
  of_folded.set("conv1.weight", values.weight);
  of_folded.set("conv1.bias", values.bias);
  const std::vector<float> real = real_outputs(network, weights, data).at("bn1");
  const std::vector<float> fused = real_outputs(folded, of_folded, data).at("conv1");
  REQUIRE(real.size() == fused.size());
  for (std::size_t i = 0; i < real.size(); ++i) CHECK(std::abs(real[i] - fused[i]) < 1e-5F);
}
