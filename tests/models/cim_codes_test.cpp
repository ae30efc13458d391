// Weights and activations as codes: the source's scales and percentiles.
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "models/cim/activations.hpp"
#include "models/cim/weights.hpp"
#include "models/errors.hpp"
#include "tests/support/drawn_values.hpp"

using namespace systole::models;
using namespace systole::tests;
using Codes = std::vector<std::int16_t>;

namespace {

const std::vector<float> kThree{1.984375F, -0.9921875F, 0.0078125F};

CimWeightConfig weight_config(int bits, double clip = 0, bool per_column = false) {
  return {bits, per_column, clip};
}

std::vector<float> dequantized(const CimWeights& weights) {
  std::vector<float> values;
  for (const std::int16_t code : weights.codes) values.push_back(static_cast<float>(code * weights.scales.front()));
  return values;
}

std::vector<float> numbers(int first, int last) {
  std::vector<float> values(static_cast<std::size_t>(last - first + 1));
  std::iota(values.begin(), values.end(), static_cast<float>(first));
  return values;
}

}  // namespace

TEST_CASE("Weights of eight bits have max|w|/127 a step, and ties go to even", "[J1]") {
  const CimWeights weights = quantize_weights(weight_config(8), 1, 3, kThree);
  CHECK(weights.scales == std::vector<double>{1.0 / 64});
  CHECK(weights.codes == Codes{127, -64, 0});  // -63.5 and 0.5
}

TEST_CASE("Weights that are all 0 have a step of 1e-8", "[J1]") {
  const CimWeights weights = quantize_weights(weight_config(8), 1, 2, std::vector<float>(2));
  CHECK(weights.scales == std::vector<double>{1e-8});
  CHECK(weights.codes == Codes{0, 0});
}

TEST_CASE("Weights of seven bits have max|w|/63 a step", "[J2]") {
  const CimWeights weights = quantize_weights(weight_config(7), 1, 3, kThree);
  CHECK(weights.scales.front() == Approx(1.984375 / 63).epsilon(1e-15));
  CHECK(weights.codes == Codes{63, -32, 0});  // -31.5 and 0.248
}

TEST_CASE("Weights with a scale for each column use all codes in each", "[J1]") {
  const CimWeights weights =
      quantize_weights(weight_config(8, 0, true), 2, 2, std::vector<float>{127, 1, 0.5F, -1.27F});
  CHECK(weights.codes == Codes{127, 1, 50, -127});
  REQUIRE(weights.scales.size() == 2);
  CHECK(weights.scale(0) == 1);
  CHECK(weights.scale(1) == Approx(0.01));
}

TEST_CASE("The clipping percentile of weights is the linear quantile of their magnitudes", "[J3]") {
  const CimWeights weights = quantize_weights(weight_config(8, 99.5), 2, 5, numbers(1, 10));
  CHECK(weights.scales.front() == Approx(9.955 / 127).epsilon(1e-9));
  CHECK(weights.codes.back() == 127);
  std::vector<float> negative = numbers(1, 10);
  for (float& value : negative) value = -value;
  CHECK(quantize_weights(weight_config(8, 99.5), 2, 5, negative).codes.back() == -127);
}

TEST_CASE("Dequantised weights give the same codes again", "[J23]") {
  for (const int bits : {8, 7})
    for (const double clip : {0.0, 99.8, 95.0}) {
      const CimWeights once = quantize_weights(weight_config(bits, clip), 64, 48, normal_values(64 * 48, 5, 0.03));
      const CimWeights twice = quantize_weights(weight_config(bits), 64, 48, dequantized(once));
      CHECK(twice.codes == once.codes);
      CHECK(twice.scales.front() == Approx(once.scales.front()).epsilon(1e-6));
    }
}

TEST_CASE("Weights that are not finite, or codes of more bits, are the user's fault", "[J1][J2]") {
  CHECK_THROWS_AS(quantize_weights({}, 1, 1, std::vector<float>{std::numeric_limits<float>::infinity()}), UserError);
  CHECK_THROWS_AS(quantize_weights({}, 1, 2, std::vector<float>{1}), ModelError);
  const CimWeights lowest{1, 1, {-128}, {1}};
  CHECK_NOTHROW(check(lowest, weight_config(8)));
  CHECK_THROWS_WITH(check(lowest, weight_config(7)), Catch::Contains("weight_bits"));
}

TEST_CASE("Activations have the 99.5 % quantile of |x| over 511 a step", "[J4]") {
  std::vector<float> values = numbers(0, 1000);
  for (std::size_t i = 0; i < values.size(); i += 2) values[i] = -values[i];
  const double scale = activation_scale({}, values);
  CHECK(scale == Approx(995.0 / 511).epsilon(1e-12));
}

TEST_CASE("Dynamic activations never reach -512, and values beyond the quantile are counted", "[J4][T23]") {
  const std::vector<float> values{-2000, -995, 0, 995, 2000};
  const double scale = 995.0 / 511;
  Codes codes(values.size());
  CHECK(activation_codes(scale, 10, values, codes) == 2);
  CHECK(codes == Codes{-511, -511, 0, 511, 511});
}

TEST_CASE("Activation codes tie to even", "[J4]") {
  Codes codes(4);
  CHECK(activation_codes(1, 10, std::vector<float>{0.5F, 1.5F, -0.5F, -2.5F}, codes) == 0);
  CHECK(codes == Codes{0, 2, 0, -2});
}

TEST_CASE("The single pass takes 8-bit codes of max|x|/127", "[J15]") {
  CHECK(single_pass_scale(std::vector<float>{1, -254, 3}) == 2);
  CHECK(single_pass_scale(std::vector<float>{0, 0}) == 1e-8);
}

TEST_CASE("Activations that are not finite are the user's fault", "[J4]") {
  const std::vector<float> values{1, std::numeric_limits<float>::quiet_NaN()};
  CHECK_THROWS_AS(activation_scale({}, values), UserError);
  CHECK_THROWS_AS(single_pass_scale(values), UserError);
}
