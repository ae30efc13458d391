// Batch norm folded into weights, and as a quantised layer of its own.
#include "models/numerics/operators/batch_norm.hpp"

#include <catch2/catch.hpp>

#include <array>

#include "models/errors.hpp"
#include "models/numerics/operators/clamp.hpp"
#include "models/numerics/operators/pooling.hpp"
#include "tests/models/operator_support.hpp"

using namespace systole::models;
using namespace systole::tests;

namespace {

const QuantParams kInput{0.05, 128, kUint8};
const QuantParams kWeight{1.5 / 255, 85, kUint8};  // of [-0.5, 1]
const QuantParams kOutput{0.04, 100, kUint8};
const ChannelAffine kPublished{{1, -0.5}, {0.2, 0.1}};

CodeVector normalised(const BatchNorm& norm, const CodeVector& in, std::size_t inner = 1) {
  CodeVector out(in.size());
  norm(in, inner, out);
  return out;
}

/// Parameters of 8 bits whose range holds all of `values` and 0.
QuantParams covering(const std::vector<double>& values) {
  double lowest = 0;
  double highest = 0;
  for (const double value : values) {
    lowest = std::min(lowest, value);
    highest = std::max(highest, value);
  }
  const double scale = std::max(highest - lowest, 1e-6) / 255;
  return {scale, static_cast<std::int32_t>(std::nearbyint(-lowest / scale)), kUint8};
}

struct Layer {
  std::vector<float> gamma, beta, mean, variance;
  ChannelAffine affine() const { return channel_affine({gamma, beta, mean, variance, 1e-5}); }
};

Layer random_layer(RandomCodes& random, std::size_t channels) {
  Layer layer;
  for (std::size_t c = 0; c < channels; ++c) {
    layer.gamma.push_back(static_cast<float>(random.real(-2, 2)));
    layer.beta.push_back(static_cast<float>(random.real(-1, 1)));
    layer.mean.push_back(static_cast<float>(random.real(-1, 1)));
    layer.variance.push_back(static_cast<float>(random.real(0.1, 4)));
  }
  return layer;
}

}  // namespace

TEST_CASE("folding gives the published weight and bias", "[Q3]") {
  const std::array<float, 1> gamma{2};
  const std::array<float, 1> beta{1};
  const std::array<float, 1> mean{0.5F};
  const std::array<float, 1> variance{0.24999F};
  const ChannelAffine norm = channel_affine({gamma, beta, mean, variance, 1e-5});
  CHECK(norm.scale.front() == Approx(4));
  CHECK(norm.shift.front() == Approx(-1));
  const std::array<float, 2> weights{1, -0.25F};
  const FoldedWeights plain = fold_batch_norm(norm, weights, {});
  CHECK(plain.weights[0] == Approx(4));
  CHECK(plain.weights[1] == Approx(-1));
  CHECK(plain.bias.front() == Approx(-1));
  const std::array<float, 1> bias{0.1F};
  CHECK(fold_batch_norm(norm, weights, bias).bias.front() == Approx(-0.6));
}

TEST_CASE("a folded filter computes what filter and batch norm compute", "[Q3]") {
  CHECK(rc::check([] {
    RandomCodes random;
    const auto filters = static_cast<std::size_t>(random.number(1, 5));
    const auto taps = static_cast<std::size_t>(random.number(1, 9));
    const Layer layer = random_layer(random, filters);
    std::vector<float> weights(filters * taps);
    std::vector<float> bias(filters);
    std::vector<double> input(taps);
    for (float& w : weights) w = static_cast<float>(random.real(-1, 1));
    for (float& b : bias) b = static_cast<float>(random.real(-1, 1));
    for (double& x : input) x = random.real(-1, 1);
    const FoldedWeights folded = fold_batch_norm(layer.affine(), weights, bias);
    for (std::size_t f = 0; f < filters; ++f) {
      double sum = bias[f];
      double of_folded = folded.bias[f];
      for (std::size_t t = 0; t < taps; ++t) {
        sum += weights[f * taps + t] * input[t];
        of_folded += folded.weights[f * taps + t] * input[t];
      }
      const double expected =
          layer.gamma[f] * (sum - layer.mean[f]) / std::sqrt(layer.variance[f] + 1e-5) + layer.beta[f];
      RC_ASSERT(std::fabs(of_folded - expected) < 1e-4);
    }
  }));
}

TEST_CASE("a quantised batch norm has the published weights, biases and codes", "[Q3]") {
  for (const RequantMode mode :
       {RequantMode::gemmlowp, RequantMode::float64_half_even, RequantMode::float64_half_away}) {
    const BatchNorm norm{kPublished, kInput, kWeight, kOutput, mode};
    CHECK(norm.weights() == std::vector<std::int32_t>{170, -85});
    CHECK(norm.bias() == std::vector<std::int32_t>{680, 340});
    CHECK(normalised(norm, {138, 118}) == CodeVector{118, 109});
    CHECK(normalised(norm, {128, 118, 255, 118}) == CodeVector{105, 109, 255, 109});
  }
}

TEST_CASE("the published tie is one of rationals: each arithmetic breaks it in its own way", "[Q3]") {
  // M = 0.05 · (1.5/255) / 0.04 = 1/136 and 2380/136 = 17.5 exactly: half-even of the rational is 18, code 118.
  CHECK(2 * 2380 == 35 * 136);
  // float64's M is above 1/136 (17.500000000000004), gemmlowp rounds the halves twice: both get 18.
  CHECK(2380 * (0.05 * (1.5 / 255) / 0.04) >= 17.5);
  // 2^38/136 = 2021161080.47: the 31 bits of a multiplier are below, and a single rounding sees 17.4999999959.
  CHECK(std::floor(0x1p38 / 136) == 2'021'161'080.0);
  const BatchNorm once{kPublished, kInput, kWeight, kOutput, RequantMode::single_rounding};
  CHECK(normalised(once, {138, 118}) == CodeVector{117, 109});
}

TEST_CASE("a quantised batch norm is within its bound of the real one", "[Q3][Q1]") {
  CHECK(rc::check([] {
    RandomCodes random;
    const auto channels = static_cast<std::size_t>(random.number(1, 6));
    const auto inner = static_cast<std::size_t>(random.number(1, 40));
    const ChannelAffine affine = random_layer(random, channels).affine();
    const QuantParams input = random.params_for(random.real(1, 4));
    const QuantParams weight = covering(affine.scale);
    double range = 0;
    for (std::size_t c = 0; c < channels; ++c)
      range = std::max(range, std::fabs(affine.scale[c]) * range_of(input) + std::fabs(affine.shift[c]));
    const QuantParams output = random.params_for(range);
    const CodeVector in = random.codes(input.format, 2 * channels * inner);
    const CodeVector out = normalised(BatchNorm{affine, input, weight, output}, in, inner);
    for (std::size_t i = 0; i < in.size(); ++i) {
      const std::size_t c = i / inner % channels;
      const double x = input.real(in[i]);
      // An end of the weights' range may be cut by the rounding of their zero point, too: a whole step then.
      const double bound = 0.75 + 1e-3 + (std::fabs(x) * weight.scale + input.scale * weight.scale / 2) / output.scale;
      RC_ASSERT(error_in_steps(out[i], affine.scale[c] * x + affine.shift[c], output) <= bound);
    }
  }));
}

TEST_CASE("a batch norm follows its running statistics, not those of its batch", "[Q3][X4]") {
  const std::array<float, 1> one{1};
  const std::array<float, 1> zero{0};
  const std::array<float, 1> mean{0.5F};
  const std::array<float, 1> variance{4};
  const CodeVector batch{118, 138, 148, 158};  // -0.5, 0.5, 1, 1.5: mean 0.625, variance 0.546875
  const std::array<float, 1> batch_mean{0.625F};
  const std::array<float, 1> batch_variance{0.546875F};
  const auto codes = [&](std::span<const float> m, std::span<const float> v) {
    const ChannelAffine affine = channel_affine({one, zero, m, v, 1e-5});
    return normalised(BatchNorm{affine, kInput, covering(affine.scale), kOutput}, batch, 4);
  };
  const CodeVector running = codes(mean, variance);
  for (std::size_t i = 0; i < batch.size(); ++i)
    CHECK(error_in_steps(running[i], (kInput.real(batch[i]) - 0.5) / 2, kOutput) <= 1);
  CHECK(codes(batch_mean, batch_variance) != running);  // train mode: another result for the same input
  CHECK(codes(batch_mean, variance) != running);
  CHECK(codes(mean, batch_variance) != running);
}

TEST_CASE("inference leaves a batch norm's integers as they were", "[Q20]") {
  const BatchNorm norm{kPublished, kInput, kWeight, kOutput};
  const CodeVector first = normalised(norm, {138, 138, 7, 250});
  CHECK(norm.weights() == std::vector<std::int32_t>{170, -85});
  CHECK(norm.bias() == std::vector<std::int32_t>{680, 340});
  CHECK(normalised(norm, {138, 138, 7, 250}) == first);
}

TEST_CASE("a pool before a batch norm adds no parameters: the last operator's are the output's", "[Q4][T14]") {
  const WindowAxis pair{2, 1, 2, 2, 1, 0};
  const CodeVector planes{100, 138, 90, 118};  // two channels of 1x2
  CodeVector largest(2);
  MaxPool{plain_axis(1), pair, kUint8}(planes, largest);
  CHECK(largest == CodeVector{138, 118});
  const BatchNorm norm{kPublished, kInput, kWeight, kOutput};  // reads the pool's codes with the pool's input's params
  const CodeVector out = normalised(norm, largest);
  CHECK(out == CodeVector{118, 109});
  CHECK(std::fabs(kOutput.real(out[0]) - (1 * 0.5 + 0.2)) <= kOutput.scale);
  CHECK(std::fabs(kInput.real(out[0]) - 0.7) > 10 * kInput.scale);  // T14: `self.qi = qo` the other way round
}

TEST_CASE("a batch norm refuses lists and images that do not fit", "[Q3]") {
  const std::array<float, 2> two{1, 1};
  const std::array<float, 1> one{1};
  const std::array<float, 1> negative{-1};
  CHECK_THROWS_AS(channel_affine({two, {}, one, one, 1e-5}), ModelError);
  CHECK_THROWS_AS(channel_affine({{}, {}, one, negative, 1e-5}), ModelError);
  const std::array<float, 3> three{1, 1, 1};
  CHECK_THROWS_AS(fold_batch_norm(kPublished, three, {}), ModelError);
  CHECK_THROWS_AS((BatchNorm{{}, kInput, kWeight, kOutput}), ModelError);
  CHECK_THROWS_AS(normalised(BatchNorm{kPublished, kInput, kWeight, kOutput}, {1, 2, 3}), ModelError);
}
