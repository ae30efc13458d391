#include <catch2/catch.hpp>
#include <map>

#include "models/numerics/fit/adaround.hpp"
#include "sim/inference/float_network.hpp"
#include "tests/sim/calibrate_support.hpp"

using namespace systole;
using namespace systole::tests;
using sim::CalibrationOrder;
using sim::DataSet;
using sim::NetworkWeights;
using sim::Scales;

namespace {

struct Watched {
  Scales scales;
  std::map<std::string, std::vector<float>> values;
  std::map<std::string, int> taps;
};

Watched watch(const workloads::Network& network, const NetworkWeights& weights, const DataSet& data,
              const std::vector<std::string>& rules, CalibrationOrder order) {
  Watched watched;
  sim::CalibrationRequest request = request_of(rules, order);
  request.tap = [&](const std::string& tensor, sim::Reals values) {
    ++watched.taps[tensor];
    watched.values[tensor].insert(watched.values[tensor].end(), values.begin(), values.end());
  };
  watched.scales = sim::calibrate(chip_of(), network, weights, data, request);
  return watched;
}

std::vector<float> real_values(const workloads::Network& network, const NetworkWeights& weights, const DataSet& data,
                               const std::string& tensor) {
  sim::FloatNetwork reference{network, weights};
  std::vector<float> all;
  for (std::int64_t i = 0; i < data.samples(); ++i)
    reference.run(data.sample(i), [&](std::size_t layer, sim::Reals values) {
      if (network.layers()[layer].name == tensor) all.insert(all.end(), values.begin(), values.end());
    });
  return all;
}

}  // namespace

TEST_CASE("calibration watches every tensor that has codes once a sample, in either order", "[B6][S12]") {
  const workloads::Network network = small_cnn();
  const NetworkWeights weights = NetworkWeights::draw(network, 1);
  const DataSet data = DataSet::draw(network, 150, 1);
  for (const auto order : {CalibrationOrder::real, CalibrationOrder::quantized}) {
    const Watched watched = watch(network, weights, data, {}, order);
    // The input, what the three products write after their clamps, and the average: pool and flattening add none.
    CHECK(watched.taps ==
          std::map<std::string, int>{{"x", 100}, {"relu1", 100}, {"relu2", 100}, {"gap", 100}, {"fc", 100}});
    CHECK(watched.scales.data.substr(0, 7) == "100 of ");
  }
  sim::CalibrationRequest request = request_of({});
  request.samples = 7;
  int taps = 0;
  request.tap = [&](const std::string&, sim::Reals) { ++taps; };
  sim::calibrate(chip_of(), network, weights, data, request);
  CHECK(taps == 5 * 7);
}

TEST_CASE("quantised order shows the second layer what the first one gives on codes, real order does not", "[S12]") {
  const workloads::Network network = two_layers();
  const NetworkWeights weights = NetworkWeights::draw(network, 1);
  const DataSet data = DataSet::draw(network, 12, 1);
  const std::vector<std::string> rules{"weights.bits=4", "activations.bits=5"};
  const Watched real = watch(network, weights, data, rules, CalibrationOrder::real);
  const Watched quantized = watch(network, weights, data, rules, CalibrationOrder::quantized);
  CHECK(real.values.at("x") == quantized.values.at("x"));
  CHECK(real.values.at("relu1") == real_values(network, weights, data, "relu1"));
  CHECK(real.values.at("fc2") == real_values(network, weights, data, "fc2"));
  CHECK_FALSE(quantized.values.at("relu1") == real.values.at("relu1"));
  CHECK_FALSE(quantized.scales.activations.at("relu1") == real.scales.activations.at("relu1"));
  CHECK(real.scales.order == CalibrationOrder::real);
  CHECK(quantized.scales.order == CalibrationOrder::quantized);

  // What is watched of the last layer is, once on its grid, what the quantised network gives: two ways to it.
  const std::vector<float> given =
      outputs_of(chip_of(), network, weights, quantized.scales, data, sim::StageArithmetic::integer).at("fc2");
  const double step = quantized.scales.activations.at("fc2").scale;
  REQUIRE(given.size() == quantized.values.at("fc2").size());
  for (std::size_t i = 0; i < given.size(); ++i)
    CHECK(std::abs(double{given[i]} - double{quantized.values.at("fc2")[i]}) <= 0.5 * step * (1 + 1e-3));
}

TEST_CASE("a layer that stays real passes real numbers on in quantised order", "[S12][S11]") {
  const workloads::Network network = two_layers();
  const NetworkWeights weights = NetworkWeights::draw(network, 1);
  const DataSet data = DataSet::draw(network, 6, 1);
  const Watched watched =
      watch(network, weights, data, {"weights.bits=3", "fc*:enabled=false"}, CalibrationOrder::quantized);
  CHECK(watched.values.at("relu1") == real_values(network, weights, data, "relu1"));
  CHECK(watched.values.at("fc2") == real_values(network, weights, data, "fc2"));
}

TEST_CASE("AdaRound gets quantised inputs and real ones in quantised order, real ones alone in real order",
          "[S12][S7]") {
  const workloads::Network network = two_layers();
  const NetworkWeights weights = NetworkWeights::draw(network, 1);
  const DataSet data = DataSet::draw(network, 40, 1);
  const std::vector<std::string> rules{"weights.bits=3", "activations.bits=4", "weights.quantizer=adaround"};
  models::AdaroundOptions options;
  options.fit.steps = 400;
  options.fit.learning_rate = 0.05;
  options.round_weight = 1;
  options.unit = models::LossUnit::step;
  const std::vector<float> real = real_values(network, weights, data, "relu1");
  for (const auto order : {CalibrationOrder::real, CalibrationOrder::quantized}) {
    const Scales scales = watch(network, weights, data, rules, order).scales;
    const sim::WeightScales& found = scales.weights.at("fc2");
    // relu1 as the quantised network gives it: by the network that runs, not by the calibration.
    const std::vector<float> given =
        outputs_of(chip_of(), network, weights, scales, data, sim::StageArithmetic::integer).at("relu1");
    models::AdaroundInput input{weights.get("fc2.weight"), 8, 24, found.params, found.span, real, {}};
    if (order == CalibrationOrder::quantized) {
      input.inputs = given;
      input.float_inputs = real;
    }
    CHECK(found.codes == models::adaround(input, options).codes);
    input.inputs = order == CalibrationOrder::quantized ? real : given;
    CHECK_FALSE(found.codes == models::adaround(input, options).codes);
  }
}

TEST_CASE("progress counts samples in real order and layers in quantised order; stopping is heard", "[S12]") {
  const workloads::Network network = two_layers();
  const NetworkWeights weights = NetworkWeights::draw(network, 1);
  const DataSet data = DataSet::draw(network, 9, 1);
  for (const auto& [order, steps] : {std::pair{CalibrationOrder::real, 9}, std::pair{CalibrationOrder::quantized, 2}}) {
    sim::CalibrationRequest request = request_of({}, order);
    std::vector<std::size_t> done;
    request.progress = [&](std::size_t at, std::size_t of) {
      done.push_back(at);
      CHECK(of == static_cast<std::size_t>(steps));
    };
    sim::calibrate(chip_of(), network, weights, data, request);
    CHECK(done.size() == static_cast<std::size_t>(steps));
    request.stop_requested = [] { return true; };
    CHECK_THROWS(sim::calibrate(chip_of(), network, weights, data, request));
  }
}
