#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "models/errors.hpp"
#include "sim/inference/codes_file.hpp"
#include "sim/inference/scales_file.hpp"
#include "sim/operands/operand_file.hpp"
#include "tests/sim/calibrate_support.hpp"
#include "tests/support/command_line.hpp"
#include "tests/support/temporary_directory.hpp"
#include "workloads/readers/reader.hpp"
#include "workloads/tensors/npz.hpp"

using namespace systole;
using namespace systole::tests;
using sim::DataSet;
using sim::NetworkWeights;
using sim::Scales;

namespace {

std::vector<std::string> with_zoo(std::vector<std::string> words, const std::vector<std::string>& more) {
  for (const char* option : {"-w", "--weights", "--data", "--calibration"})
    words.insert(words.end(), {option, "signal_cnn_1d"});
  words.insert(words.end(), {"-a", "edge16", "--calibration-samples", "20"});
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

Said calibrate(const std::vector<std::string>& more) {
  return run_systole(with_zoo({"calibrate", "--adaround-steps", "60"}, more));
}

Said accuracy(const std::vector<std::string>& more) {
  return run_systole(with_zoo({"accuracy", "network", "--json", "--samples", "20", "--adaround-steps", "60"}, more));
}

/// The numbers of an accuracy report, without what was said of the calibration.
nlohmann::json numbers_of(const Said& said) {
  INFO(said.err);
  REQUIRE(said.status == 0);
  nlohmann::json json = nlohmann::json::parse(said.out);
  json.erase("rules");
  return json;
}

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file{path};
  return {std::istreambuf_iterator<char>{file}, {}};
}

struct Files {
  TemporaryDirectory directory;
  std::string scales = (directory / "s.yaml").string();
  std::string codes = (directory / "c.npz").string();
};

const std::vector<std::string> kAdaround{"--quantize", "weights.quantizer=adaround", "--quantize", "weights.bits=4"};

std::vector<std::string> operator+(std::vector<std::string> a, const std::vector<std::string>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

}  // namespace

TEST_CASE("scales and codes of a fit, written and read, are the calibration that accuracy makes itself", "[S7][S12]") {
  const Files files;
  const std::vector<std::string> rules = kAdaround + std::vector<std::string>{"--calibrate-on", "quantized"};
  REQUIRE(calibrate(rules + std::vector<std::string>{"--out", files.scales, "--weights-out", files.codes}).status == 0);
  const nlohmann::json now = numbers_of(accuracy(rules));
  const nlohmann::json read = numbers_of(accuracy({"--scales", files.scales, "--codes", files.codes}));
  CHECK(now == read);
  CHECK_FALSE(now["output"] == numbers_of(accuracy({"--quantize", "weights.bits=4"}))["output"]);
  const std::string directory = (files.directory / "run").string();
  numbers_of(accuracy(rules + std::vector<std::string>{"--out", directory}));
  CHECK(numbers_of(accuracy({"--scales", directory + "/scales.yaml", "--codes", directory + "/codes.npz"})) == read);
}

TEST_CASE("scales without the codes that belong to them are an error that names the file", "[S7]") {
  const Files files;
  Said said = calibrate(kAdaround + std::vector<std::string>{"--out", files.scales});
  CHECK(said.status != 0);
  CHECK_THAT(said.err, Catch::Contains("--weights-out"));
  CHECK_FALSE(std::filesystem::exists(files.scales));
  REQUIRE(calibrate(kAdaround + std::vector<std::string>{"--out", files.scales, "--weights-out", files.codes}).status ==
          0);
  CHECK_THAT(text_of(files.scales), Catch::Contains("codes: chosen"));
  said = accuracy({"--scales", files.scales});
  CHECK(said.status != 0);
  CHECK_THAT(said.err, Catch::Contains(files.scales) && Catch::Contains("--codes " + files.codes));
  CHECK_THAT(accuracy({"--codes", files.codes}).err, Catch::Contains("add --scales"));

  const std::string others = (files.directory / "other.npz").string();
  REQUIRE(calibrate(kAdaround +
                    std::vector<std::string>{"--weights-out", others, "--quantize", "conv1:weights.quantizer=uniform"})
              .status == 0);
  CHECK_THAT(accuracy({"--scales", files.scales, "--codes", others}).err,
             Catch::Contains(others + ": its codes are not those that were chosen with these scales"));
  const std::string nearest = (files.directory / "nearest.yaml").string();
  REQUIRE(calibrate({"--out", nearest}).status == 0);
  CHECK(text_of(nearest).find("chosen") == std::string::npos);
  CHECK_THAT(accuracy({"--scales", nearest, "--codes", files.codes}).err, Catch::Contains("are the nearest ones"));
}

TEST_CASE("codes of more bits than the scales', or of fewer layers, are refused with file and array", "[S7]") {
  const Files files;
  REQUIRE(calibrate(kAdaround + std::vector<std::string>{"--out", files.scales, "--weights-out", files.codes}).status ==
          0);
  const workloads::Network network = workloads::read_network(sim::find_file(sim::Shelf::workloads, "signal_cnn_1d"));
  const workloads::TensorMap arrays = workloads::read_npz(files.codes);
  const auto written = [&](const std::function<void(const std::string&, workloads::Tensor&)>& change) {
    const std::string path = (files.directory / "changed.npz").string();
    workloads::NpzWriter writer{path};
    for (auto [name, tensor] : arrays) {
      change(name, tensor);
      if (!tensor.bytes.empty()) writer.add(name, tensor);
    }
    writer.close();
    return path;
  };
  Scales scales = sim::read_scales(files.scales, network);
  CHECK_NOTHROW(sim::read_codes(files.codes, network, scales));
  CHECK_THROWS_WITH(sim::read_codes(written([](const std::string& name, workloads::Tensor& tensor) {
                                      if (name == "fc.weight") tensor.bytes[3] = std::byte{8};
                                    }),
                                    network, scales),
                    Catch::Contains("'fc.weight': it holds the code 8; those of the scales are -7 to 7"));
  CHECK_THROWS_WITH(sim::read_codes(written([](const std::string& name, workloads::Tensor& tensor) {
                                      if (name == "conv2.weight") tensor.bytes.clear();
                                    }),
                                    network, scales),
                    Catch::Contains("'conv2.weight': it is missing"));
}

TEST_CASE("a run at cycle detail takes the calibrated codes, with the biases that batch norms fold into", "[S7][S14]") {
  const TemporaryDirectory directory;
  const workloads::Network network = small_cnn();
  const models::Chip chip = chip_of();
  const NetworkWeights weights = NetworkWeights::draw(network, 1);
  const DataSet data = DataSet::draw(network, 4, 1);
  const Scales scales = sim::calibrate(chip, network, weights, data, request_of({}));
  const std::filesystem::path path = directory / "codes.npz";
  sim::write_codes(path, chip, network, weights, scales);
  const sim::OperandFile file{path, network};  // knows every name, or throws
  REQUIRE(file.find("conv1.weight", {8, 3, 3, 3}) != nullptr);
  REQUIRE(file.find("fc.weight", {5, 12}) != nullptr);
  CHECK(file.find("conv1.weight", {8, 3, 3, 3})->type == workloads::ElementType::int8);
  CHECK(file.zero_point("conv2.weight") == 0);
  CHECK(file.zero_point("x") == scales.activations.at("x").zero_point);
  CHECK(file.zero_point("pool1") == scales.activations.at("relu1").zero_point);
  const workloads::Tensor* bias = file.find("conv1.bias", {8});  // conv1 has none of its own: it is bn1's
  REQUIRE(bias != nullptr);
  const std::vector<std::int64_t> codes = workloads::integers(*bias);
  for (std::size_t c = 0; c < 8; ++c) {
    const double gain =
        double{weights.get("bn1.weight")[c]} / std::sqrt(double{weights.get("bn1.running_var")[c]} + 1e-5);
    const double real = double{weights.get("bn1.bias")[c]} - double{weights.get("bn1.running_mean")[c]} * gain;
    const double unit = scales.activations.at("x").scale * scales.weights.at("conv1").params[c].scale;
    CHECK(std::abs(static_cast<double>(codes[c]) - real / unit) <= 0.5 + 1e-3);
  }

  const Files files;
  REQUIRE(calibrate({"--weights-out", files.codes}).status == 0);
  const std::string run = (files.directory / "run").string();
  const Said said = run_systole({"run", "-w", "signal_cnn_1d", "-a", "edge16", "--detail", "cycle", "--inputs",
                                 files.codes, "--save-outputs", "--out", run});
  INFO(said.err);
  REQUIRE(said.status == 0);
  const workloads::TensorMap given = workloads::read_npz(files.codes);
  const workloads::TensorMap used = workloads::read_npz(run + "/operands.npz");
  for (const std::string name :
       {"conv1.weight", "conv1.bias", "conv2.weight", "fc.weight", "fc.bias", "fc.weight.zero_point"})
    CHECK(used.at(name) == given.at(name));
}

TEST_CASE("weights with a zero point a channel keep them all in the file", "[S7][S8]") {
  const TemporaryDirectory directory;
  const workloads::Network network = two_layers();
  const models::Chip chip = chip_of({"array.operands.weight=int9", "array.operands.activation=int9"});
  const NetworkWeights weights = NetworkWeights::draw(network, 1);
  Scales scales = sim::calibrate(chip, network, weights, DataSet::draw(network, 8, 1),
                                 request_of({"weights.bits=3", "weights.quantizer=adaround"}));
  REQUIRE(sim::has_own_codes(scales));
  const std::filesystem::path path = directory / "codes.npz";
  sim::write_codes(path, chip, network, weights, scales);
  CHECK(workloads::read_npz(path).at("fc1.weight.zero_point").shape == workloads::Shape{24});
  Scales read = scales;
  read.codes_hash = sim::hash_of_codes(scales);
  for (auto& [name, each] : read.weights) each.codes.clear();
  sim::read_codes(path, network, read);
  CHECK(read.weights == scales.weights);
}
