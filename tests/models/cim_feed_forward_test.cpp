// Layers and SwiGLU blocks on an engine beside their float references.
#include <catch2/catch.hpp>
#include <cmath>
#include <optional>
#include <vector>

#include "models/cim/feed_forward.hpp"
#include "models/errors.hpp"
#include "models/numerics/quantize/quant_error.hpp"
#include "tests/support/drawn_values.hpp"

using namespace systole::models;
using namespace systole::tests;

namespace {

constexpr FeedForwardShape kShape{64, 96, 256};

struct Block {
  std::vector<float> w12 = normal_values(2 * 256 * 96, 1, 0.1);
  std::vector<float> b12 = normal_values(2 * 256, 2, 0.1);
  std::vector<float> w3 = normal_values(256 * 96, 3, 0.06);
  std::vector<float> b3 = normal_values(96, 4, 0.1);
  std::vector<float> x = normal_values(64 * 96, 5);

  FeedForwardWeights weights() const { return {w12, b12, w3, b3}; }
  std::vector<float> reference() const {
    FloatFeedForward block{kShape, weights()};
    std::vector<float> y(64 * 96);
    block.run(x, y);
    return y;
  }
  double snr_db(const CimConfig& config) const {
    CimFeedForward block{config, kShape, weights()};
    std::vector<float> y(64 * 96);
    block.run(x, y);
    return quant_error(reference(), y).sqnr_db;
  }
};

CimConfig engine(double sigma, int samples, int adc_bits = 10) {
  CimConfig config;
  config.noise.sigma_lsb = sigma;
  config.msb_samples = samples;
  config.adc.bits = adc_bits;
  config.activation.clip = 1;
  return config;
}

CimConfig static_engine() {
  CimConfig config = engine(0, 2);
  config.activation.is_static = true;
  config.adc.range = CimAdcRange::fixed_scale;
  return config;
}

struct Layer {
  std::vector<float> x = normal_values(32 * 96, 7);
  std::vector<float> w = normal_values(64 * 96, 8, 0.1);
  std::vector<float> bias = normal_values(64, 9);
};

}  // namespace

TEST_CASE("silu of the first half times the second goes into the second layer", "[J17]") {
  const std::vector<float> gates{1, -2, 3, 4, 0, 10, 5, -6};
  std::vector<float> product(4);
  silu_product(2, gates, product);
  const auto silu = [](double x) { return x / (1 + std::exp(-x)); };
  CHECK(product[0] == Approx(silu(1) * 3));
  CHECK(product[1] == Approx(silu(-2) * 4));
  CHECK(product[2] == 0);
  CHECK(product[3] == Approx(silu(10) * -6));
  CHECK_THROWS_AS(silu_product(3, gates, product), ModelError);
}

TEST_CASE("The float block is torch's: two linear layers with SwiGLU between", "[J17][J18]") {
  const FeedForwardShape shape{1, 1, 2};
  const std::vector<float> w12{1, -1, 2, 3};
  const std::vector<float> b12{0, 0.5F, 0, 1};
  const std::vector<float> w3{2, -1};
  const std::vector<float> b3{0.25F};
  FloatFeedForward block{shape, {w12, b12, w3, b3}};
  std::vector<float> y(1);
  block.run(std::vector<float>{2}, y);
  const auto silu = [](double x) { return x / (1 + std::exp(-x)); };
  CHECK(y[0] == Approx(2 * silu(2) * 4 - silu(-1.5) * 7 + 0.25));
}

TEST_CASE("A block with exact converters differs from floats by its codes alone", "[J13][J18]") {
  CimConfig config = engine(5, 2);
  config.adc.bypass = true;
  const Block block;
  // Codes of 10 bits that reach about 4 deviations leave 20 log10(511/4 · sqrt(12)) = 53 dB, weights of 8 bits 40 dB
  // each way: 36 to 42 dB for three quantised operands and SwiGLU between.
  CHECK(block.snr_db(config) > 34);
  CHECK(block.snr_db(config) < 46);
}

TEST_CASE("More samples, more bits and less noise each bring a block nearer to floats", "[J24]") {
  const Block block;
  const double usual = block.snr_db(engine(5, 2));
  CHECK(block.snr_db(engine(5, 1)) + 1 < usual);
  CHECK(usual + 1 < block.snr_db(engine(5, 4)));
  CHECK(block.snr_db(engine(10, 2)) + 3 < usual);
  CHECK(usual + 3 < block.snr_db(engine(2, 2)));
  CHECK(block.snr_db(engine(2, 2)) < block.snr_db(engine(0, 2)));
  CHECK(block.snr_db(engine(0, 2, 6)) + 5 < block.snr_db(engine(0, 2, 8)));
  CHECK(block.snr_db(engine(0, 2, 8)) + 2 < block.snr_db(engine(0, 2, 10)));
  CHECK(block.snr_db(engine(0, 2, 10)) < block.snr_db(engine(0, 2, 12)));
}

TEST_CASE("The clip at 99.5 % costs the heavy tails of SwiGLU's product more than noise does", "[J4][J24]") {
  const Block block;
  CimConfig config = engine(0, 2);
  config.activation.clip = 0.995;
  const double clipped = block.snr_db(config);
  CHECK(clipped + 3 < block.snr_db(engine(5, 2)));
  config.activation.clip = 0.9999;
  CHECK(clipped + 10 < block.snr_db(config));
}

TEST_CASE("The single pass is a plain layer of 8-bit weights and activations", "[J15]") {
  const Layer layer;
  CimConfig config;
  config.mode = CimMode::single_pass;
  const CimWeights weights = quantize_weights(config.weights, 64, 96, layer.w);
  CimLinear linear{config, {32, 0}, weights, layer.bias};
  std::vector<float> y(32 * 64);
  const CimLinearCount count = linear.run(layer.x, y);
  CHECK(count.conversions.msb.conversions + count.conversions.lsb.conversions == 0);
  double largest = 0;
  for (const float value : layer.x) largest = std::max(largest, std::abs(double{value}));
  const double scale = largest / 127;
  CHECK(count.activation_scale == Approx(scale));
  for (std::size_t m = 0; m < 32; ++m)
    for (std::size_t n = 0; n < 64; ++n) {
      std::int64_t sum = 0;
      for (std::size_t k = 0; k < 96; ++k) sum += std::lrint(layer.x[m * 96 + k] / scale) * weights.codes[n * 96 + k];
      REQUIRE(y[m * 64 + n] ==
              Approx(static_cast<double>(sum) * scale * weights.scales[0] + layer.bias[n]).margin(1e-6));
    }
}

TEST_CASE("A layer without converters is the exact product of its codes, scaled, whatever the noise", "[J13][J14]") {
  const Layer layer;
  CimConfig config = engine(5, 3);
  config.adc.bypass = true;
  for (const bool per_column : {false, true}) {
    config.weights.per_column = per_column;
    const CimWeights weights = quantize_weights(config.weights, 64, 96, layer.w);
    CimLinear linear{config, {32, 0}, weights, layer.bias};
    std::vector<float> y(32 * 64);
    const double scale = linear.run(layer.x, y).activation_scale;
    for (std::size_t m = 0; m < 32; ++m)
      for (std::size_t n = 0; n < 64; ++n) {
        std::int64_t sum = 0;
        for (std::size_t k = 0; k < 96; ++k)
          sum +=
              std::clamp<std::int64_t>(std::lrint(layer.x[m * 96 + k] / scale), -511, 511) * weights.codes[n * 96 + k];
        const double expected = static_cast<double>(sum) * scale * weights.scale(static_cast<std::int64_t>(n));
        REQUIRE(y[m * 64 + n] == Approx(expected + layer.bias[n]).margin(1e-6));
      }
  }
}

TEST_CASE("Static scales do not look at run-time values: outliers clip and change nothing else", "[J19]") {
  Layer layer;
  const CimConfig config = static_engine();
  const CimScales scales{4.0 / 511, accumulator_scale("acc", std::vector{4.0 / 127})};
  const CimWeights weights = quantize_weights(config.weights, 64, 96, layer.w);
  CimLinear linear{config, {32, 0}, weights, layer.bias, scales};
  std::vector<float> before(32 * 64);
  const CimLinearCount usual = linear.run(layer.x, before);
  const std::vector<float> steps{linear.product().steps(0, false).begin(), linear.product().steps(0, false).end()};
  CHECK(usual.activation_scale == 4.0 / 511);
  layer.x[0] = 4000;
  std::vector<float> after(32 * 64);
  const CimLinearCount with_outlier = linear.run(layer.x, after);
  CHECK(with_outlier.activation_scale == 4.0 / 511);
  CHECK(with_outlier.clipped_activations > usual.clipped_activations);
  CHECK(std::equal(steps.begin(), steps.end(), linear.product().steps(0, false).begin()));
  CHECK(std::equal(before.begin() + 64, before.end(), after.begin() + 64));  // the other tokens
}

TEST_CASE("Static converters clip what their calibration did not reach", "[J19][T2]") {
  const Layer layer;
  CimConfig config = static_engine();
  const CimWeights weights = quantize_weights(config.weights, 64, 96, layer.w);
  const CimScales scales{4.0 / 511, accumulator_scale("acc", std::vector{1.0 / 127})};  // results reach about 4
  const auto clip_rate = [&](CimStepDivisor divisor) {
    config.adc.divisor = divisor;
    CimLinear linear{config, {32, 0}, weights, layer.bias, scales};
    std::vector<float> y(32 * 64);
    return linear.run(layer.x, y).conversions.msb.clip_rate();
  };
  CHECK(clip_rate(CimStepDivisor::of_int8) == 0);  // four times the threshold
  CHECK(clip_rate(CimStepDivisor::of_adc) > 0.1);
}

TEST_CASE("Static engines need scales, and dynamic ones do not read them", "[J19][J20]") {
  const Layer layer;
  const CimScales scales{1e3, {1e3, 1e3, false}};
  const auto run = [&](const CimConfig& config, const std::optional<CimScales>& given) {
    CimLinear linear{config, {32, 0}, quantize_weights(config.weights, 64, 96, layer.w), layer.bias, given};
    std::vector<float> y(32 * 64);
    linear.run(layer.x, y);
    return y;
  };
  CHECK(run(engine(5, 2), scales) == run(engine(5, 2), {}));
  CHECK_THROWS_AS(run(static_engine(), {}), UserError);
  CimConfig converters_alone = engine(0, 2);
  converters_alone.adc.range = CimAdcRange::fixed_scale;
  CHECK_THROWS_AS(run(converters_alone, {}), UserError);
}

TEST_CASE("A block's layers have noise of their own, and counts of both", "[J17]") {
  const Block block;
  CimFeedForward on_engine{engine(5, 2), kShape, block.weights(), 1};
  std::vector<float> y(64 * 96);
  const CimFeedForwardCount count = on_engine.run(block.x, y);
  CHECK(count.w12.conversions.msb.conversions == 64 * 512);
  CHECK(count.w3.conversions.lsb.conversions == 64 * 96);
  CHECK(count.w3.activations == 64 * 256);
  CHECK(on_engine.hidden().size() == 64 * 256);
  CimFeedForward another{engine(5, 2), kShape, block.weights(), 2};
  std::vector<float> z(64 * 96);
  another.run(block.x, z);
  CHECK(y != z);
  on_engine.run(block.x, z);
  CHECK(y == z);
  on_engine.run(block.x, z, 64);
  CHECK(y != z);
}

TEST_CASE("A block of codes is the block of the weights that they were made of, and records what it recombines",
          "[J14][J17]") {
  const Block block;
  CimConfig config;
  config.adc.bypass = true;
  CimFeedForward of_weights{config, kShape, block.weights()};
  CimFeedForward of_codes{config, kShape, quantize_weights(config.weights, kShape, block.weights())};
  of_codes.record();
  std::vector<float> expected(64 * 96);
  std::vector<float> y(64 * 96);
  of_weights.run(block.x, expected);
  const CimFeedForwardCount count = of_codes.run(block.x, y);
  CHECK(y == expected);
  CHECK(of_weights.w12().recombined().empty());
  const CimLinear& w12 = of_codes.w12();
  std::int64_t sum = 0;  // of the last output of the last token, from codes alone
  for (std::size_t k = 0; k < 96; ++k)
    sum += std::int64_t{w12.codes()[63 * 96 + k]} * w12.weights().codes[511 * 96 + k];
  CHECK(w12.recombined().back() == static_cast<double>(sum));
  const double unit = count.w12.activation_scale * w12.weights().scales[0];
  CHECK(of_codes.gates().back() == Approx(static_cast<double>(sum) * unit + static_cast<double>(block.b12.back())));
}
