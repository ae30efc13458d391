// Static scales: how they fold into steps of the ADCs, and the entries of the source's files.
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "models/cim/expectation.hpp"
#include "models/cim/scales.hpp"
#include "models/errors.hpp"
#include "tests/models/cim_support.hpp"
#include "tests/support/drawn_values.hpp"

using namespace systole::models;
using namespace systole::tests;
using Entries = std::map<std::string, std::vector<double>>;

namespace {

const Entries kOneBlock{{"blocks.3.mlp.w12_act", {0.01}},
                        {"blocks.3.mlp.w12_acc", {0.05}},
                        {"blocks.3.mlp.w3_act", {0.02}},
                        {"blocks.3.mlp.w3_acc", {100, 200}}};

Entries with(const std::string& name, const std::vector<double>& numbers) {
  Entries entries = kOneBlock;
  entries[name] = numbers;
  return entries;
}

CimWeights weights_of(const std::vector<double>& scales) {
  return {static_cast<std::int64_t>(scales.size()), 1, std::vector<std::int16_t>(scales.size()), scales};
}

}  // namespace

TEST_CASE("One number is a step of the result and folds into both passes", "[J12]") {
  const CimScales scales{0.01, accumulator_scale("acc", std::vector{0.05})};
  const CimSteps steps = folded_steps({}, scales, scales.activation, weights_of({0.002}));
  REQUIRE(steps.msb.size() == 1);
  CHECK(steps.msb[0] == Approx(156.25));
  CHECK(steps.lsb[0] == Approx(10000));
}

TEST_CASE("With a weight scale for each column, each column has its steps", "[J12]") {
  const CimScales scales{0.01, accumulator_scale("acc", std::vector{0.05})};
  const CimSteps steps = folded_steps({}, scales, scales.activation, weights_of({0.002, 0.001}));
  CHECK(steps.msb[1] == Approx(312.5));
  CHECK(steps.lsb[1] == Approx(20000));
}

TEST_CASE("A pair is steps of the passes in raw units, and three numbers are refused", "[J12]") {
  const CimScales scales{0.01, accumulator_scale("acc", std::vector{7.0, 9.0})};
  const CimSteps steps = folded_steps({}, scales, scales.activation, weights_of({0.002}));
  CHECK(steps.msb == std::vector{7.0});
  CHECK(steps.lsb == std::vector{9.0});
  CHECK_THROWS_WITH(accumulator_scale("acc", std::vector{1.0, 2.0, 3.0}), Catch::Contains("'acc' has 3 numbers"));
  CHECK_THROWS_AS(accumulator_scale("acc", {}), UserError);
  CHECK_THROWS_AS(accumulator_scale("acc", std::vector{0.0}), UserError);
  CHECK_THROWS_AS(accumulator_scale("acc", std::vector{1.0, -2.0}), UserError);
}

TEST_CASE("A step of threshold/127 covers four thresholds of a 10-bit ADC; /511 covers one", "[T2]") {
  const double threshold = 6.35;
  const CimScales scales{0.01, accumulator_scale("acc", std::vector{threshold / 127})};
  CimConfig config;
  const double unit = 0.01 * 0.002 * 16;  // a raw unit of the MSB pass in the result
  const auto covered = [&] {
    return folded_steps(config, scales, 0.01, weights_of({0.002})).msb[0] * config.highest_code() * unit;
  };
  CHECK(covered() == Approx(threshold * 511 / 127));
  config.adc.divisor = CimStepDivisor::of_adc;
  CHECK(covered() == Approx(threshold));
}

TEST_CASE("Thresholds are found by entropy, or, as the source does, at 255/2048 of the maximum", "[T3][J21]") {
  const std::vector<float> values = normal_values(50000, 3);
  const auto threshold = [&](const CimConfig& config) {
    const std::unique_ptr<Observer> observer = make_observer(calibration_observer(config));
    observer->observe(values);
    return observer->range().high;
  };
  CHECK(threshold({}) == Approx(4).epsilon(0.1));
  double most = 0;
  for (const float value : values) most = std::max(most, std::abs(static_cast<double>(value)));
  CHECK(threshold(source_config()) == Approx(most * 255 / 2048).epsilon(1e-6));
}

// The specification's example (19.4 and 28.0 dB) does not say its threshold, nor how much its activations clip: what
// holds for any threshold that results stay within is the closed form, and 20 log10(511/127) = 12.1 dB between the two.
TEST_CASE("Static ranges over the whole ADC are worth 12.1 dB more than the source's", "[T2][J12]") {
  DrawnProduct drawn{64, 768, 1024};
  std::vector<float> x = laplace_values(drawn.x.size(), 11, 60);
  for (std::size_t i = 0; i < x.size(); ++i)
    drawn.x[i] = static_cast<std::int16_t>(std::clamp(std::nearbyint(x[i]), -511.0F, 511.0F));
  drawn.exact = drawn.product(drawn.x, {-512, 511});
  const std::unique_ptr<Observer> observer = make_observer(calibration_observer({}));
  observer->observe(std::vector<float>{drawn.exact.begin(), drawn.exact.end()});
  const double threshold = observer->range().high;
  CimConfig config;
  config.adc.range = CimAdcRange::fixed_scale;
  const CimScales scales{1, accumulator_scale("acc", std::vector{threshold / 127})};
  const auto error = [&](CimStepDivisor divisor) {
    config.adc.divisor = divisor;
    const CimSteps steps = folded_steps(config, scales, 1, drawn.weights);
    const double found = rms(drawn.errors(config, {0, steps}));
    CHECK(found == Approx(std::sqrt(expected_error_variance(config, steps.msb[0], steps.lsb[0]))).epsilon(0.02));
    return found;
  };
  CHECK(20 * std::log10(error(CimStepDivisor::of_int8) / error(CimStepDivisor::of_adc)) == Approx(12.1).margin(0.1));
}

TEST_CASE("A file's entries become blocks, with or without the prefixes of wrappers", "[J19]") {
  Entries wrapped;
  for (const auto& [name, numbers] : kOneBlock) wrapped["module.net.module." + name] = numbers;
  wrapped["module.epoch"] = {7};
  for (const Entries& entries : {kOneBlock, wrapped}) {
    const std::map<int, CimBlockScales> blocks = parse_block_scales(entries);
    REQUIRE(blocks.size() == 1);
    CHECK(blocks.at(3).w12 == CimScales{0.01, {0.05, 0.05, false}});
    CHECK(blocks.at(3).w3 == CimScales{0.02, {100, 200, true}});
  }
}

TEST_CASE("Blocks become the same entries again", "[J19]") {
  CHECK(block_scale_entries(parse_block_scales(kOneBlock)) == kOneBlock);
}

TEST_CASE("A file that lacks a scale, or holds what is none, is refused by name", "[J19]") {
  Entries lacks = kOneBlock;
  lacks.erase("blocks.3.mlp.w3_act");
  CHECK_THROWS_WITH(parse_block_scales(lacks), Catch::Contains("no 'blocks.3.mlp.w3_act'"));
  CHECK_THROWS_WITH(parse_block_scales(with("blocks.3.mlp.w2_act", {1})), Catch::Contains("blocks.3.mlp.w2_act"));
  CHECK_THROWS_WITH(parse_block_scales(with("blocks.x.mlp.w3_act", {1})), Catch::Contains("blocks.x.mlp.w3_act"));
  CHECK_THROWS_WITH(parse_block_scales(with("blocks.3.mlp.w3_act", {1, 2})), Catch::Contains("activation"));
  CHECK_THROWS_WITH(parse_block_scales(with("net.blocks.3.mlp.w3_act", {1})), Catch::Contains("the same entry"));
}

TEST_CASE("Scales that were calibrated with noise are refused", "[J22]") {
  CHECK_NOTHROW(parse_block_scales(with("msb_noise_sigma_lsb", {0})));
  CHECK_THROWS_WITH(parse_block_scales(with("msb_noise_sigma_lsb", {5})), Catch::Contains("noise"));
}
