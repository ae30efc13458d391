// Cross-layer equalisation, and what fake quantisation and frozen codes must not be taken for.
#include "models/numerics/fit/equalize.hpp"

#include <rapidcheck.h>
#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <random>
#include <vector>

#include "models/errors.hpp"
#include "models/numerics/fit/fake_quant_gradient.hpp"
#include "models/numerics/fit/quantizers.hpp"
#include "models/numerics/quantize/quantize_values.hpp"

using namespace systole::models;

namespace {

constexpr std::size_t kInputs = 12;
constexpr std::size_t kHidden = 16;
constexpr std::size_t kOutputs = 6;
constexpr ChannelLayout kFirst{1, kHidden, kInputs};
constexpr ChannelLayout kSecond{kOutputs, kHidden, 1};

std::vector<float> uniform(std::size_t count, unsigned seed, float low = -1.F) {
  std::mt19937_64 random{seed};
  std::uniform_real_distribution<float> distribution{low, 1.F};
  std::vector<float> values(count);
  for (float& value : values) value = distribution(random);
  return values;
}

/// Two layers with ReLU between them, in floats as a network computes.
std::vector<float> run(const std::vector<float>& first, const std::vector<float>& bias,
                       const std::vector<float>& second, const std::vector<float>& x) {
  std::vector<float> y(kOutputs);
  for (std::size_t hidden = 0; hidden < kHidden; ++hidden) {
    float sum = bias[hidden];
    for (std::size_t k = 0; k < kInputs; ++k) sum += first[hidden * kInputs + k] * x[k];
    const float passed = std::max(sum, 0.F);
    for (std::size_t n = 0; n < kOutputs; ++n) y[n] += second[n * kHidden + hidden] * passed;
  }
  return y;
}

/// Hidden channels of sizes 10^-2 to 10^2, which the second layer undoes: the case that equalisation is for.
struct Network {
  std::vector<float> first = uniform(kHidden * kInputs, 1);
  std::vector<float> bias = uniform(kHidden, 2);
  std::vector<float> second = uniform(kOutputs * kHidden, 3);

  Network() {
    for (std::size_t hidden = 0; hidden < kHidden; ++hidden) {
      const auto size = static_cast<float>(std::pow(10., 4. * static_cast<double>(hidden) / (kHidden - 1) - 2));
      for (std::size_t k = 0; k < kInputs; ++k) first[hidden * kInputs + k] *= size;
      bias[hidden] *= size;
      for (std::size_t n = 0; n < kOutputs; ++n) second[n * kHidden + hidden] /= size;
    }
  }
};

std::vector<float> quantised(const std::vector<float>& weights) {
  const QuantRule rule{{8, true}, Scheme::symmetric};
  const QuantParams params = fit_uniform({weights, {1, 1, weights.size()}, rule, {}}).params[0];
  std::vector<float> out(weights.size());
  fake_quantize(weights, params, {}, out);
  return out;
}

double squared_distance(const std::vector<float>& a, const std::vector<float>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += std::pow(static_cast<double>(a[i]) - static_cast<double>(b[i]), 2);
  return sum;
}

}  // namespace

TEST_CASE("Equalisation leaves the float output of a ReLU network unchanged", "[Q19]") {
  const Network network;
  const Equalized equal = equalize(network.first, kFirst, network.bias, network.second, kSecond);
  for (unsigned seed = 10; seed < 60; ++seed) {
    const std::vector<float> x = uniform(kInputs, seed);
    const std::vector<float> before = run(network.first, network.bias, network.second, x);
    const std::vector<float> after = run(equal.first, equal.bias, equal.second, x);
    for (std::size_t n = 0; n < kOutputs; ++n) {
      CHECK(std::abs(before[n]) < 20);  // of the order of 1, so that 1e-5 says something
      CHECK(std::abs(after[n] - before[n]) < 1e-5);
    }
  }
}

TEST_CASE("Equalisation divides by sqrt(r1/r2) and makes both ranges sqrt(r1 r2)", "[Q19]") {
  // Channel ranges 8 and 1/2 before, 2 and 2 after: factors 2 and 1/2.
  const std::vector<float> first{8, -1, .25F, -.5F};
  const std::vector<float> bias{1, 1};
  const std::vector<float> second{-2, 1, .5F, 2};  // [output][channel]
  const Equalized equal = equalize(first, {1, 2, 2}, bias, second, {2, 2, 1});
  CHECK(equal.factors == std::vector<double>{2, .5});
  CHECK(equal.first == std::vector<float>{4, -.5F, .5F, -1});
  CHECK(equal.bias == std::vector<float>{.5F, 2});
  CHECK(equal.second == std::vector<float>{-4, .5F, 1, 1});
  const Equalized again = equalize(equal.first, {1, 2, 2}, equal.bias, equal.second, {2, 2, 1});
  CHECK(again.factors == std::vector<double>{1, 1});
  CHECK(again.first == equal.first);
}

TEST_CASE("A channel that a layer does not use is left alone", "[Q19][Q16]") {
  const std::vector<float> first{0, 0, 3, 4};
  const std::vector<float> second{1, 0};
  const Equalized equal = equalize(first, {1, 2, 2}, {}, second, {1, 2, 1});
  CHECK(equal.factors == std::vector<double>{1, 1});
  CHECK(equal.first == first);
  CHECK(equal.second == second);
  CHECK(equal.bias.empty());
  CHECK_THROWS_AS(equalize(first, {1, 2, 2}, {}, second, {2, 1, 1}), ModelError);
  CHECK_THROWS_AS(equalize(first, {1, 2, 2}, std::vector<float>(3), second, {1, 2, 1}), ModelError);
}

TEST_CASE("After equalisation one 8 bit scale a tensor serves channels of very different sizes", "[Q19]") {
  // Channels span 10^4: with one scale (a 127th of the largest) the small ones round to 0, which is why the published
  // MobileNetV2 falls to chance without equalisation and keeps its accuracy with it (Nagel et al. 2019, table 1).
  const Network network;
  const Equalized equal = equalize(network.first, kFirst, network.bias, network.second, kSecond);
  double before = 0;
  double after = 0;
  for (unsigned seed = 10; seed < 60; ++seed) {
    const std::vector<float> x = uniform(kInputs, seed);
    const std::vector<float> exact = run(network.first, network.bias, network.second, x);
    before += squared_distance(run(quantised(network.first), network.bias, quantised(network.second), x), exact);
    after += squared_distance(run(quantised(equal.first), equal.bias, quantised(equal.second), x), exact);
  }
  CHECK(after < before / 100);
}

TEST_CASE("Fake quantisation is not equivariant under scaling", "[Q20]") {
  // s = 0.1: what is quantised and then divided is not what is divided and then quantised. A batch norm's division by
  // its deviation must therefore be folded into the weights before they are quantised.
  const QuantParams params{.1, 0, {8, true}};
  const std::vector<float> values{1.F, 1.F / 3};
  std::vector<float> out(2);
  fake_quantize(values, params, {}, out);
  CHECK(out[0] / 3 == Approx(.3333).margin(1e-4));
  CHECK(out[1] == Approx(.3));
  CHECK(fake_quant_gradient(1, {.1, 0, {-128, 127}}).result / 3 == Approx(1. / 3));
  CHECK(fake_quant_gradient(1. / 3, {.1, 0, {-128, 127}}).result == Approx(.3));
  // It is where the step is scaled along.
  CHECK(fake_quant_gradient(1. / 3, {.1 / 3, 0, {-128, 127}}).result == Approx(1. / 3));
}

TEST_CASE("Freezing twice is freezing once, and the floats stay what they were", "[Q13]") {
  const std::vector<float> floats = uniform(4000, 70);
  const std::vector<float> kept = floats;
  for (const int bits : {2, 4, 8, 16}) {
    const QuantRule rule{{bits, true}, Scheme::symmetric, SymmetricSpan::full};
    const FitInput input{floats, {1, 4, 1000}, rule, {}};
    const FitResult fitted = fit(Quantizer::lsq, input, {});
    std::vector<std::int16_t> codes(floats.size());
    std::vector<std::int16_t> again(floats.size());
    std::vector<std::int16_t> of_frozen(floats.size());
    std::vector<float> frozen(floats.size());
    quantize(floats, input.layout, fitted.params, {}, codes);
    dequantize(codes, input.layout, fitted.params, frozen);
    quantize(frozen, input.layout, fitted.params, {}, of_frozen);
    CHECK(of_frozen == codes);
    // The next epoch: derived anew from the floats, not from what was frozen.
    CHECK(fit(Quantizer::lsq, input, {}).params == fitted.params);
    quantize(floats, input.layout, fitted.params, {}, again);
    CHECK(again == codes);
    CHECK(std::memcmp(floats.data(), kept.data(), floats.size() * sizeof(float)) == 0);
  }
}

TEST_CASE("Frozen codes are the same after a float layer was run on them", "[Q20][Q13]") {
  // The published loss of all accuracy: a float batch norm, called after freezing, wrote its floats over the integers.
  const Network network;
  const QuantRule rule{{8, true}, Scheme::symmetric};
  const FitInput input{network.first, kFirst, rule, {}};
  const std::vector<QuantParams> params = fit_uniform(input).params;
  std::vector<std::int16_t> codes(network.first.size());
  quantize(network.first, kFirst, params, {}, codes);
  const std::vector<std::int16_t> frozen = codes;
  std::vector<float> weights(codes.size());
  dequantize(codes, kFirst, params, weights);
  const std::vector<float> x = uniform(kInputs, 80);
  const std::vector<float> first_run = run(weights, network.bias, network.second, x);
  for (float& weight : weights) weight /= 3;  // what the float module does to its copy
  const Equalized equal = equalize(weights, kFirst, network.bias, network.second, kSecond);
  CHECK(equal.first != weights);
  CHECK(codes == frozen);
  dequantize(codes, kFirst, params, weights);
  CHECK(run(weights, network.bias, network.second, x) == first_run);
}
