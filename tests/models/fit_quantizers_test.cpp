// DoReFa and PACT, and the six quantisers by name.
#include "models/numerics/fit/quantizers.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <vector>

#include "models/errors.hpp"
#include "models/numerics/fit/dorefa.hpp"
#include "models/numerics/fit/pact.hpp"

using namespace systole::models;

namespace {

std::vector<float> gauss(std::size_t count, unsigned seed, float size) {
  std::mt19937_64 random{seed};
  std::normal_distribution<float> normal{0.F, size};
  std::vector<float> values(count);
  for (float& value : values) value = normal(random);
  return values;
}

FitInput whole(const std::vector<float>& values, const QuantRule& rule) {
  return {values, {1, 1, values.size()}, rule, {}};
}

constexpr QuantRule kInt4{{4, true}, Scheme::symmetric, SymmetricSpan::full};
constexpr QuantRule kUint4{{4, false}, Scheme::affine};

}  // namespace

TEST_CASE("DoReFa squeezes weights to exactly -1..1 and keeps their order", "[S7]") {
  // tanh(atanh(y)) = y: over the largest, one half, they are 1, -1/2, 1/5 and 0.
  std::vector<float> weights{std::atanh(.5F), -std::atanh(.25F), std::atanh(.1F), 0.F};
  std::vector<float> out(4);
  dorefa_transform(weights, out);
  CHECK(out[0] == 1.F);
  CHECK(out[1] == Approx(-.5F));
  CHECK(out[2] == Approx(.2F));
  CHECK(out[3] == 0.F);
  std::vector<float> many = gauss(1000, 1, 3.F);
  std::sort(many.begin(), many.end());
  std::vector<float> squeezed(many.size());
  dorefa_transform(many, squeezed);
  CHECK(std::is_sorted(squeezed.begin(), squeezed.end()));
  CHECK(std::max(-squeezed.front(), squeezed.back()) == 1.F);
}

TEST_CASE("DoReFa's 4 bit step is 2/15, whatever the weights", "[S7]") {
  for (const float size : {.01F, 1.F, 100.F}) {
    std::vector<float> weights = gauss(1000, 2, size);
    const FitResult result = fit_dorefa(whole(weights, kInt4));
    CHECK(result.params[0].scale == Approx(2. / 15));
    REQUIRE(result.transformed.size() == weights.size());
    for (std::size_t i = 0; i < weights.size(); ++i)
      REQUIRE(std::signbit(result.transformed[i]) == std::signbit(weights[i]));
    // Uniform quantisation errs by half a step at most; the last half step is the missing code +8.
    CHECK(result.mse <= std::pow(1. / 15, 2));
  }
}

TEST_CASE("DoReFa's gradient is that of tanh over a maximum that is held", "[S7][S15]") {
  const std::vector<float> weights{2.F, -.3F, .7F, -1.1F};  // only the first decides the maximum
  const std::vector<float> upstream{1.F, -2.F, 3.F, .5F};
  std::vector<float> gradient(4);
  dorefa_backward(weights, upstream, gradient);
  for (std::size_t i = 0; i < 4; ++i) {
    const double w = static_cast<double>(weights[i]);
    const double slope = (std::tanh(w + 1e-5) - std::tanh(w - 1e-5)) / 2e-5 / std::tanh(2.);
    CHECK(static_cast<double>(gradient[i]) == Approx(static_cast<double>(upstream[i]) * slope).epsilon(1e-5));
  }
}

TEST_CASE("PACT clips at alpha and hands the clipped values' gradient to it", "[S7][S15]") {
  struct Row {
    double x, one_side, one_by_alpha, both_sides, both_by_alpha;
  };
  for (const Row& row : {Row{3, 2, 1, 2, 1}, Row{2, 2, 1, 2, 1}, Row{1.5, 1.5, 0, 1.5, 0}, Row{-1, 0, 0, -1, 0},
                         Row{-2.5, 0, 0, -2, -1}}) {
    CAPTURE(row.x);
    const PactPoint one = pact_gradient(row.x, 2, false);
    const PactPoint both = pact_gradient(row.x, 2, true);
    CHECK(one.result == row.one_side);
    CHECK(one.by_alpha == row.one_by_alpha);
    CHECK(both.result == row.both_sides);
    CHECK(both.by_alpha == row.both_by_alpha);
    CHECK(both.by_value == (std::abs(row.x) < 2 ? 1 : 0));
    if (row.x == 2) continue;  // the corner has no derivative
    const auto slope = [&](bool sides) {
      return (pact_gradient(row.x, 2 + 1e-6, sides).result - pact_gradient(row.x, 2 - 1e-6, sides).result) / 2e-6;
    };
    CHECK(one.by_alpha == Approx(slope(false)).margin(1e-6));
    CHECK(both.by_alpha == Approx(slope(true)).margin(1e-6));
    // The paper's other form of the same: (|x| - |x - alpha| + alpha) / 2.
    CHECK(one.result == (std::abs(row.x) - std::abs(row.x - 2) + 2) / 2);
  }
}

TEST_CASE("PACT's alpha starts at 10 and comes to rest where clipping and rounding cost alike", "[S7]") {
  std::vector<float> values = gauss(400000, 3, 1.F);
  for (float& value : values) value = std::max(value, 0.F);
  FitOptions none;
  none.steps = 0;
  CHECK(fit_pact(whole(values, kUint4), none).params[0].scale == Approx(10. / 15));
  CHECK(fit_pact(whole(values, kInt4), none).params[0].scale == Approx(20. / 15));
  // d/dalpha of (E (x - alpha)^2 above alpha) + (1/2) (alpha/15)^2 / 12 is 0: density(a) - a · tail(a) = a / 5400.
  double low = 1;
  double high = 5;
  while (high - low > 1e-9) {
    const double a = (low + high) / 2;
    const double density = std::exp(-a * a / 2) / std::sqrt(2 * 3.14159265358979323846);
    (density - a * std::erfc(a / std::sqrt(2.)) / 2 > a / 5400 ? low : high) = a;
  }
  FitOptions options;
  options.batch = 8192;
  const FitResult fitted = fit_pact(whole(values, kUint4), options);
  // About 750 of 400,000 values are clipped: their sum deviates by 5 %, and alpha by 0.5 %; four of them.
  CHECK(fitted.params[0].scale * 15 == Approx(low).epsilon(.02));
  CHECK(fitted.params[0].zero_point == 0);
  CHECK(fitted.mse < fitted.mse_start / 5);  // steps (10/2.9)^2 = 12 times as small
  CHECK_THROWS_AS(fit_pact({values, {1, 2, values.size() / 2}, kUint4, {}}, {}), ModelError);
}

TEST_CASE("Quantisers are found by name in any case", "[S7][T21]") {
  CHECK(quantizer_named("uniform") == Quantizer::uniform);
  CHECK(quantizer_named("LSQ") == Quantizer::lsq);
  CHECK(quantizer_named("Lsq+") == Quantizer::lsq_plus);
  CHECK(quantizer_named("DoReFa") == Quantizer::dorefa);
  CHECK(quantizer_named("PACT") == Quantizer::pact);
  CHECK(quantizer_named("AdaRound") == Quantizer::adaround);
  CHECK_FALSE(quantizer_named("ls").has_value());
  CHECK_FALSE(quantizer_named("").has_value());
  for (const QuantizerTraits& one : kQuantizers) CHECK(quantizer_named(one.name) == one.quantizer);
  CHECK_FALSE(traits(Quantizer::adaround).for_activations);
  CHECK_FALSE(traits(Quantizer::pact).for_weights);
}

TEST_CASE("Uniform takes the observer's range, or else the tensor's own", "[S7]") {
  const std::vector<float> values{-.5F, 2.05F, .1F, .2F};
  const QuantRule rule{{8, false}, Scheme::affine};
  CHECK(fit_uniform(whole(values, rule)).params[0].scale == Approx(.01));
  FitInput channels{values, {1, 2, 2}, rule, {}};
  const std::vector<Range> observed{{0, 5.1}, {-1, 1}};
  channels.ranges = observed;
  const FitResult result = fit(Quantizer::uniform, channels, {});
  CHECK(result.params[0].scale == Approx(.02));
  CHECK(result.params[1].scale == Approx(2. / 255));
  CHECK(result.params[1].zero_point == 128);
}

TEST_CASE("No quantiser makes NaN of an all-zero tensor, and none takes NaN", "[Q16][T18][S7]") {
  const std::vector<float> zeros(64);
  std::vector<float> broken(64, 1.F);
  broken[5] = std::numeric_limits<float>::quiet_NaN();
  for (const QuantizerTraits& one : kQuantizers)
    for (const QuantRule& rule : {kInt4, kUint4}) {
      CAPTURE(one.name);
      const FitResult result = fit(one.quantizer, whole(zeros, rule), {});
      REQUIRE(result.params.size() == 1);
      CHECK(std::isfinite(result.params[0].scale));
      CHECK(result.params[0].scale > 0);
      CHECK(result.mse == 0);
      for (const float value : result.transformed) CHECK(value == 0.F);
      CHECK_THROWS_AS(fit(one.quantizer, whole(broken, rule), {}), UserError);
    }
}

TEST_CASE("A fit is never worse than its start, however wild its learning rate", "[L5][S7]") {
  std::vector<float> values = gauss(3000, 6, 1.F);
  const std::vector<Range> observed{{-2.7, 2.7}};  // near the best: hardly any place to go is better
  FitOptions wild;
  wild.steps = 15;
  wild.learning_rate = 3;
  for (const Quantizer method : {Quantizer::lsq, Quantizer::lsq_plus, Quantizer::pact})
    for (const QuantRule& rule : {kInt4, kUint4}) {
      FitInput input = whole(values, rule);
      input.ranges = observed;
      for (wild.seed = 0; wild.seed < 5; ++wild.seed) {
        const FitResult result = fit(method, input, wild);
        CHECK(result.mse <= result.mse_start);
      }
    }
}

TEST_CASE("A fit owes nothing to the tensors fitted before it", "[Q13][Q16]") {
  // Stale ranges of an earlier epoch are what made the published code's NaNs.
  const std::vector<float> one = gauss(500, 4, 1.F);
  const std::vector<float> other = gauss(500, 5, 1000.F);
  for (const QuantizerTraits& method : kQuantizers) {
    const FitResult first = fit(method.quantizer, whole(one, kInt4), {});
    fit(method.quantizer, whole(other, kInt4), {});
    fit(method.quantizer, whole(std::vector<float>(8), kInt4), {});
    CHECK(fit(method.quantizer, whole(one, kInt4), {}).params == first.params);
  }
}
