#include <catch2/catch.hpp>

#include "tests/sim/calibrate_support.hpp"

using namespace systole;
using namespace systole::tests;
using sim::CalibrationOrder;
using sim::DataSet;
using sim::NetworkWeights;

namespace {

sim::Scales calibrated(const std::vector<std::string>& rules, const std::vector<std::string>& chip = {}) {
  const workloads::Network network = two_layers();
  return sim::calibrate(chip_of(chip), network, NetworkWeights::draw(network, 1), DataSet::draw(network, 2, 1),
                        request_of(rules));
}

}  // namespace

TEST_CASE("onnxruntime takes 8 bits alone", "[S9]") {
  CHECK_NOTHROW(calibrated({"backend=onnxruntime"}));
  CHECK_THROWS_WITH(
      calibrated({"backend=onnxruntime", "weights.bits=4"}),
      Catch::Contains("layer 'fc1' cannot run on onnxruntime: weights.bits") && Catch::Contains("8 bits, not 4"));
  CHECK_THROWS_WITH(
      calibrated({"backend=onnxruntime", "fc2:activations.bits=7"}),
      Catch::Contains("layer 'fc2' cannot run on onnxruntime: activations.bits") && Catch::Contains("not 7"));
  CHECK_NOTHROW(calibrated({"backend=onnxruntime", "activations.bits=6", "*:backend=virtual"}));
  CHECK_NOTHROW(calibrated({"backend=virtual", "weights.bits=3", "activations.bits=3"}));
}

TEST_CASE("tensorrt takes symmetric codes of 8 bits, weights a channel and activations a tensor", "[S9]") {
  const std::vector<std::string> accepted{"backend=tensorrt", "activations.scheme=symmetric"};
  const auto with = [&](const std::string& rule) {
    std::vector<std::string> rules = accepted;
    rules.push_back(rule);
    return rules;
  };
  const sim::Scales scales = calibrated(accepted);
  for (const auto& [tensor, params] : scales.activations) CHECK(params.zero_point == 0);
  CHECK_THROWS_WITH(calibrated({"backend=tensorrt"}), Catch::Contains("layer 'x' cannot run on tensorrt") &&
                                                          Catch::Contains("per-tensor-symmetric activations"));
  CHECK_THROWS_WITH(
      calibrated(with("fc2:weights.granularity=per_tensor")),
      Catch::Contains("layer 'fc2' cannot run on tensorrt") && Catch::Contains("per-channel-symmetric weights"));
  CHECK_THROWS_WITH(calibrated(with("weights.scheme=affine")), Catch::Contains("layer 'fc1' cannot run on tensorrt"));
  CHECK_THROWS_WITH(calibrated(with("weights.bits=7")), Catch::Contains("8 bits, not 7"));
  CHECK_NOTHROW(calibrated(with("fc2:enabled=false")));
}

TEST_CASE("a layer that is not quantised, or another's backend, is no matter to tensorrt", "[S9]") {
  CHECK_NOTHROW(calibrated({"fc1:backend=tensorrt", "fc1:activations.scheme=symmetric", "fc2:weights.bits=4"}));
  CHECK_NOTHROW(calibrated({"fc1:backend=tensorrt", "fc1:enabled=false"}));
  // Both have their rules checked before anything runs: a chip's own limits are said first.
  CHECK_THROWS_WITH(
      calibrated({"backend=tensorrt", "activations.scheme=symmetric"}, {"array.operands.activation=uint8"}),
      Catch::Contains("symmetric codes"));
}
