// LSQ and LSQ+: initial steps, gradient scales, and steps fitted to tensors.
#include "models/numerics/fit/learned_step.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <random>
#include <vector>

#include "models/errors.hpp"
#include "models/numerics/fit/adam.hpp"
#include "models/numerics/fit/quantizers.hpp"

using namespace systole::models;

namespace {

std::vector<float> gauss(std::size_t count, unsigned seed) {
  std::mt19937_64 random{seed};
  std::normal_distribution<float> normal;
  std::vector<float> values(count);
  for (float& value : values) value = normal(random);
  return values;
}

FitInput whole(const std::vector<float>& values, const QuantRule& rule) {
  return {values, {1, 1, values.size()}, rule, {}};
}

/// Written apart from the code under test.
double mse_of(const std::vector<float>& values, double scale, int zero, int lowest, int highest) {
  double sum = 0;
  for (const float value : values) {
    const double code = std::clamp(std::nearbyint(static_cast<double>(value) / scale) + zero,
                                   static_cast<double>(lowest), static_cast<double>(highest));
    sum += std::pow((code - zero) * scale - static_cast<double>(value), 2);
  }
  return sum / static_cast<double>(values.size());
}

/// Where LSQ's expected gradient of the squared error is 0, by bisection: descent comes to rest there.
double step_at_rest(const std::vector<float>& values, double low, double high, int lowest, int highest) {
  while (high / low > 1.0001) {
    const double scale = std::sqrt(low * high);
    double slope = 0;
    for (const float value : values) {
      const double v = static_cast<double>(value) / scale;
      const double code = std::clamp(std::nearbyint(v), static_cast<double>(lowest), static_cast<double>(highest));
      slope += (code - v) * (v <= lowest || v >= highest ? code : code - v);
    }
    (slope > 0 ? high : low) = scale;
  }
  return low;
}

constexpr QuantRule kInt4{{4, true}, Scheme::symmetric, SymmetricSpan::full};

}  // namespace

TEST_CASE("LSQ's gradient scale is 1 / sqrt(values times highest code)", "[L3]") {
  CHECK(lsq_gradient_scale(18432, 7) == Approx(.00278397).epsilon(1e-5));
  CHECK(lsq_gradient_scale(18432, 127) == Approx(.00065360).epsilon(1e-5));
  CHECK(lsq_gradient_scale(1024, 15) == Approx(.00806872).epsilon(1e-5));
  // Of 64 channels with 288 weights each, a channel's step counts its own weights: sqrt(64) times as much.
  CHECK(lsq_gradient_scale(18432 / 64, 7) == Approx(8 * .00278397).epsilon(1e-5));
}

TEST_CASE("LSQ's step starts at twice the mean magnitude over sqrt(highest code)", "[L4][S7]") {
  const std::vector<float> values{.1F, -.2F, .3F, -.4F};
  CHECK(lsq_initial_scale(values, 7) == Approx(.188982).epsilon(1e-5));
  CHECK(lsq_initial_scale(values, 127) == Approx(.0443678).epsilon(1e-5));
  FitOptions none;
  none.steps = 0;
  CHECK(fit_lsq(whole(values, kInt4), none).params[0].scale == Approx(.188982).epsilon(1e-5));
}

TEST_CASE("LSQ's zero point is the middle code once a value is negative, else the lowest", "[L1][S7]") {
  const std::vector<float> both{-1.F, 2.F};
  const std::vector<float> positive{0.F, 1.F, 2.F};
  const FitOptions options;
  const auto zero = [&](const std::vector<float>& values, CodeFormat format, Scheme scheme) {
    return fit_lsq(whole(values, {format, scheme}), options).params[0].zero_point;
  };
  CHECK(zero(both, {4, true}, Scheme::symmetric) == 0);
  CHECK(zero(positive, {4, true}, Scheme::symmetric) == 0);
  CHECK(zero(both, {4, true}, Scheme::affine) == 0);
  CHECK(zero(both, {4, false}, Scheme::affine) == 8);
  CHECK(zero(positive, {4, false}, Scheme::affine) == 0);
  CHECK(zero(positive, {4, true}, Scheme::affine) == -8);
}

TEST_CASE("A step fitted to a Gauss with outliers is far better than its range's at 4 bits", "[L5][S7]") {
  std::vector<float> values = gauss(20000, 1);
  values[17] = 50.F;
  values[4711] = -30.F;
  const FitResult minmax = fit_uniform(whole(values, kInt4));
  const FitResult fitted = fit_lsq(whole(values, kInt4), {});
  // The range's step is 100/15: nearly all values become 0, so that the error is the variance.
  CHECK(minmax.params[0].scale == Approx(100. / 15));
  CHECK(minmax.mse == Approx(1).margin(.05));
  CHECK(fitted.mse <= minmax.mse);
  CHECK(fitted.mse == Approx(mse_of(values, fitted.params[0].scale, 0, -8, 7)).epsilon(1e-9));
  // No step is better than the best of a fine grid; that of LSQ's resting point is what descent can reach.
  double best = 1e9;
  for (double scale = .1; scale < 8; scale *= 1.01) best = std::min(best, mse_of(values, scale, 0, -8, 7));
  const double rest = mse_of(values, step_at_rest(values, .05, 8, -8, 7), 0, -8, 7);
  CHECK(fitted.mse >= best * .999);
  CHECK(fitted.mse <= rest * 1.01);
  CHECK(rest <= minmax.mse / 3);
}

TEST_CASE("Fitted to a Gauss, LSQ comes near the best uniform quantiser that there is", "[L5]") {
  // Max, "Quantizing for minimum distortion", 1960, table II: 16 equidistant levels of step 0.3352, error 0.01154. Its
  // levels are halves of the step, ours its multiples from -8 to 7: one level sits lower, none is better placed.
  const std::vector<float> values = gauss(100000, 2);
  const FitResult fitted = fit_lsq(whole(values, kInt4), {});
  CHECK(fitted.params[0].scale == Approx(.3352).epsilon(.08));
  // The standard deviation of a mean over 100,000 squared errors of this size (kurtosis below 60, from the tails) is
  // below 2.5 %: four of them.
  CHECK(fitted.mse > .01154 * .9);
  CHECK(fitted.mse < .01154 * 1.15);
}

TEST_CASE("Fits do not depend on units, and are the same for the same seed alone", "[L5][S7]") {
  const std::vector<float> values = gauss(5000, 3);
  std::vector<float> tiny = values;
  for (float& value : tiny) value *= 0x1p-20F;
  const FitResult fitted = fit_lsq(whole(values, kInt4), {});
  const FitResult again = fit_lsq(whole(values, kInt4), {});
  FitOptions other;
  other.seed = 99;
  CHECK(fitted.params == again.params);
  CHECK(fitted.params != fit_lsq(whole(values, kInt4), other).params);
  CHECK(fit_lsq(whole(tiny, kInt4), {}).params[0].scale * 0x1p20 == Approx(fitted.params[0].scale).epsilon(1e-6));
}

TEST_CASE("Each channel gets the step that it would get alone", "[L3][L5]") {
  // Layout (2, 3, 500): channels of very different sizes, in two pieces each.
  const ChannelLayout layout{2, 3, 500};
  std::vector<float> values = gauss(layout.size(), 4);
  constexpr std::array kSizes{1.F, .01F, 30.F};
  for (std::size_t i = 0; i < values.size(); ++i) values[i] *= kSizes[i / 500 % 3];
  FitOptions options;
  options.batch = 1000;  // all of a channel: no choice, so that a channel's place does not matter
  const FitResult fitted = fit_lsq({values, layout, kInt4, {}}, options);
  REQUIRE(fitted.params.size() == 3);
  for (std::size_t channel = 0; channel < 3; ++channel) {
    std::vector<float> alone;
    gather_channel(values, layout, channel, alone);
    CHECK(alone.front() == values[channel * 500]);
    CHECK(alone.back() == values[1500 + channel * 500 + 499]);
    CHECK(fitted.params[channel] == fit_lsq(whole(alone, kInt4), options).params[0]);
  }
}

TEST_CASE("LSQ+ starts weights at three standard deviations and activations at the observer's range", "[S7]") {
  const std::vector<float> values{1.F, 2.F, 3.F};  // mean 2, deviation 1: 2 · 5 / 15
  CHECK(lsq_plus_initial_scale(values, {-8, 7}) == Approx(2. / 3));
  FitOptions none;
  none.steps = 0;
  CHECK(fit_lsq_plus(whole(values, kInt4), none).params[0].scale == Approx(2. / 3));
  const QuantRule affine{{8, false}, Scheme::affine};
  FitInput activations = whole(values, affine);
  const std::vector<Range> observed{{-.5, 2.05}};
  activations.ranges = observed;
  const QuantParams start = fit_lsq_plus(activations, none).params[0];
  CHECK(start.scale == Approx(.01));
  CHECK(start.zero_point == 50);
}

TEST_CASE("LSQ+ learns a zero point: activations with a short negative side gain over LSQ", "[S7][L5]") {
  // x · sigmoid(x), never below -0.28, is what LSQ+ was made for. LSQ must take symmetric codes, of which half would be
  // for negative values: its step is 15/8 as long for the same upper end, the error (15/8)^2 = 3.5 times as large.
  std::vector<float> values = gauss(6000, 5);
  for (float& value : values) value = 2 * value / (1 + std::exp(-2 * value));
  const QuantRule rule{{4, false}, Scheme::affine};
  const FitResult lsq = fit_lsq(whole(values, rule), {});
  const FitResult plus = fit_lsq_plus(whole(values, rule), {});
  CHECK(plus.mse < lsq.mse / 2);
  CHECK(plus.mse < plus.mse_start);
  CHECK(plus.mse == Approx(mse_of(values, plus.params[0].scale, plus.params[0].zero_point, 0, 15)).epsilon(1e-9));
  double best = 1e9;  // of all zero points, and steps 1 % apart
  for (int zero = 0; zero < 16; ++zero)
    for (double scale = .2; scale < 1; scale *= 1.01) best = std::min(best, mse_of(values, scale, zero, 0, 15));
  CHECK(plus.mse < best * 1.1);
}

TEST_CASE("LSQ+ moves a zero point that the observer put in the wrong place", "[S7][S15]") {
  // Observed -1..1, met -0.2..1.8: the zero point starts at 8 and belongs at 15 · 0.2/2 = 1.5, give or take a step.
  std::vector<float> values(4000);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = -.2F + 2.F * static_cast<float>(i) / 3999.F;
  FitInput input = whole(values, {{4, false}, Scheme::affine});
  const std::vector<Range> observed{{-1, 1}};
  input.ranges = observed;
  const FitResult fitted = fit_lsq_plus(input, {});
  CHECK(fitted.params[0].zero_point <= 3);
  CHECK(fitted.params[0].scale == Approx(2. / 15).epsilon(.15));
  // Uniform noise of the ideal step is (2/15)^2 / 12.
  CHECK(fitted.mse < 1.5 * std::pow(2. / 15, 2) / 12);
}

TEST_CASE("A learned zero point stays within the codes", "[S7][S15]") {
  // All values lie far above 0 and the observer saw others: the zero point wants to go below the lowest code.
  std::vector<float> values = gauss(2000, 6);
  for (float& value : values) value = 10 + value / 10;
  FitInput input = whole(values, {{4, false}, Scheme::affine});
  const std::vector<Range> observed{{-1, 1}};
  input.ranges = observed;
  const FitResult fitted = fit_lsq_plus(input, {});
  CHECK(fitted.params[0].zero_point >= 0);
  CHECK(fitted.params[0].zero_point <= 15);
  CHECK(fitted.mse < fitted.mse_start / 100);
}

TEST_CASE("Adam takes its first steps as published", "[S7]") {
  Adam adam{2};
  std::vector<double> at{0, 5};
  adam.step(at, std::vector<double>{1, 1e-3}, .1);  // by the learning rate, whatever the gradient's size
  CHECK(at[0] == Approx(-.1).epsilon(1e-6));
  CHECK(at[1] == Approx(4.9).epsilon(1e-6));
  adam.step(at, std::vector<double>{-2, 1e-3}, .1);
  // Moments .9 · .1 - .2 = -.11 and .999 · .001 + .004 = .004999, over 1 - .9^2 = .19 and 1 - .999^2 = .001999.
  CHECK(at[0] == Approx(-.1 + .1 * (.11 / .19) / std::sqrt(.004999 / .001999)).epsilon(1e-6));
  CHECK(at[1] == Approx(4.8).epsilon(1e-6));
  CHECK_THROWS_AS(adam.step(at, std::vector<double>{1}, .1), ModelError);
}

TEST_CASE("Batches have no repeats and show every value alike", "[S7]") {
  Batches batches{50, 8, 7, 0};
  std::vector<int> seen(50);
  constexpr int kBatches = 5000;
  for (int i = 0; i < kBatches; ++i) {
    const auto batch = batches.next();
    std::vector<std::uint32_t> sorted(batch.begin(), batch.end());
    std::sort(sorted.begin(), sorted.end());
    REQUIRE(sorted.size() == 8);
    REQUIRE(std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end());
    for (const std::uint32_t index : sorted) ++seen[index];
  }
  // Binomial with p = 8/50: deviation 26; six of them fail one of 50 counts in 10^7 seeds.
  for (const int count : seen) CHECK(std::abs(count - kBatches * 8 / 50) < 6 * 26);
}
