// What calibration makes of a network: the published cases, ranges of no width, and one scale for two unlike channels.
#include <catch2/catch.hpp>
#include <cmath>

#include "tests/sim/accuracy_support.hpp"
#include "tests/sim/inference_support.hpp"
#include "tests/support/drawn_values.hpp"

using namespace systole;
using namespace systole::tests;

namespace {

sim::DataSet data_of(const workloads::Network& network, const workloads::TensorMap& arrays) {
  const TemporaryDirectory directory;
  write_npz(directory / "data.npz", arrays);
  return sim::DataSet::read(directory / "data.npz", network);
}

/// SQNR of one row of weights on the grid of its parameters.
double row_db(const FloatVector& row, const models::QuantParams& params) {
  double signal = 0;
  double noise = 0;
  for (const float w : row) {
    const double error = w - params.scale * std::nearbyint(static_cast<double>(w) / params.scale);
    signal += static_cast<double>(w) * static_cast<double>(w);
    noise += error * error;
  }
  return 10 * std::log10(signal / noise);
}

}  // namespace

TEST_CASE("the published 1x1 case: ranges are widened to hold 0, and the answer is exact", "[C7][C8][T6]") {
  Bench bench{chip_of({"array.operands.activation=uint8"}),
              network_of("x: [1, 2, 1, 1]", {"name: y, kind: conv2d, filters: 1, kernel: 1"})};
  bench.weights.set("y.weight", {0.3F, 0.7F});
  bench.weights.set("y.bias", {0.1F});
  const sim::DataSet data = data_of(bench.network, {{"x", array_of<float>({1, 2, 1, 1}, {0.5F, 1})}});
  bench.scales = sim::calibrate(bench.chip, bench.network, bench.weights, data, {});
  CHECK(bench.scales.activations.at("x").scale == Approx(1.0 / 255));
  CHECK(bench.scales.activations.at("x").zero_point == 0);
  CHECK(bench.scales.activations.at("y").scale == Approx(0.95 / 255));
  const Ran ran = run(bench, {{"x", {0.5F, 1}}});
  // Codes 128 and 255 by 54 and 127; the bias is 4,626 units of the sum, which is 43,923: .949393 of .95.
  CHECK(ran.sums.at("y").front() == 43923 - 4626);
  CHECK(ran.codes.at("y").front() == 255);
  // With a range from .5 on both inputs would be code 255, and the answer 94 steps off.
  bench.scales.activations["x"] = {1.0 / 255, 0, kUint8};
  CHECK(std::abs(run(bench, {{"x", {1, 1}}}).codes.at("y").front() - 255 * 0.59882 / 0.95) > 50);
}

TEST_CASE("two channels of unlike ranges: one scale leaves the small one 6 to 9 dB, two give both 48", "[B8][B4]") {
  const workloads::Network network = network_of("x: [1, 4096]", {"name: y, kind: linear, features: 2, bias: false"});
  const FloatVector wide = uniform_values(4096, -1, 1, 1);
  const FloatVector narrow = uniform_values(4096, -0.01, 0.01, 2);
  FloatVector both = wide;
  both.insert(both.end(), narrow.begin(), narrow.end());
  sim::NetworkWeights weights;
  weights.set("y.weight", both);
  const models::OneThread one_thread;
  const auto params = [&](const std::string& granularity) {
    sim::CalibrationRequest request;
    request.rules = sim::QuantRules{{"weights.granularity=" + granularity}};
    return sim::calibrate(chip_of(), network, weights, sim::DataSet::draw(network, 1, 1), request)
        .weights.at("y")
        .params;
  };
  const auto one = params("per_tensor");
  const auto two = params("per_channel");
  REQUIRE(one.size() == 1);
  REQUIRE(two.size() == 2);
  CHECK(row_db(narrow, one[0]) > 6);
  CHECK(row_db(narrow, one[0]) < 9);
  // 20 log10(2 · 127): 48.1 dB. Of 4,096 errors the mean square is off by 0.2 dB at 3 sigma.
  CHECK(row_db(wide, one[0]) == Approx(48.1).margin(0.3));
  CHECK(row_db(wide, two[0]) == Approx(48.1).margin(0.3));
  CHECK(row_db(narrow, two[1]) == Approx(48.1).margin(0.3));
}

TEST_CASE("tensors that are always zero are calibrated to a scale of 1, and no figure is NaN", "[Q16][T18][T19]") {
  Bench bench{
      chip_of({"array.operands.activation=uint8"}),
      network_of("x: [1, 2, 4, 4]", {"name: z, kind: zero", "name: c, kind: conv2d, filters: 2, kernel: 1, bias: false",
                                     "name: a, kind: add, inputs: [c, x]", "name: q, kind: div, inputs: [a, z]"})};
  const models::OneThread one_thread;
  const sim::DataSet data = sim::DataSet::draw(bench.network, 2, 4);
  bench.weights.set("c.weight", FloatVector(4, 0));
  CHECK_THROWS_WITH(sim::calibrate(bench.chip, bench.network, bench.weights, data, {}),
                    Catch::Contains("'q'") && Catch::Contains("not finite"));
  const workloads::Network without =
      network_of("x: [1, 2, 4, 4]", {"name: z, kind: zero", "name: c, kind: conv2d, filters: 2, kernel: 1, bias: false",
                                     "name: a, kind: add, inputs: [c, x]"});
  bench.scales = sim::calibrate(bench.chip, without, bench.weights, data, {});
  CHECK(bench.scales.activations.at("z") == QuantParams{1, 0, kUint8});
  CHECK(bench.scales.activations.at("c") == QuantParams{1, 0, kUint8});
  for (const QuantParams& params : bench.scales.weights.at("c").params) CHECK(params.scale == 1);
  sim::AccuracyRequest request;
  const sim::NetworkAccuracy accuracy =
      sim::network_accuracy(bench.chip, without, bench.weights, data, bench.scales, request);
  for (const sim::StageAccuracy& stage : accuracy.stages) {
    CAPTURE(stage.stage);
    CHECK_FALSE(std::isnan(stage.error.sqnr_db));
    CHECK_FALSE(std::isnan(stage.error.cosine));
    CHECK(std::isfinite(stage.error.mse));
  }
  CHECK(accuracy.stages[0].error.max_abs == 0);
  // In integers a quotient by zero is the highest code, and counted.
  bench.scales.activations["q"] = {1, 0, kUint8};
  const Ran ran = run(bench, {{"x", FloatVector(32, 0.5F)}});
  CHECK(ran.counts.zero_divisors == 32);
  CHECK(ran.codes.at("q") == CodeVector(32, 255));
}

TEST_CASE("parameters are counted exactly: 9,253 and 94,538, and 448 of batch norms", "[B9][T5]") {
  const Asked tiny{trained("tiny_cnn_2d")};
  const sim::ModelSize size = sim::model_size(tiny.setup.network, tiny.setup.weights, tiny.scales);
  // As many running means and variances again are in the file. On the chip norms are in weights, biases and scales.
  CHECK(size.real == 4 * (94'538 + 448 + 448));
  CHECK(size.quantized == 94'538 - 234 + 4 * 234 + 4 * 234);
  CHECK(workloads::parameter_count(tiny.setup.network) == 94'538 + 448);
}
