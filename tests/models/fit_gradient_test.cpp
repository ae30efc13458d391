// Gradients through fake quantisation: the published vectors, differences where there is a derivative, and the clips.
#include "models/numerics/fit/fake_quant_gradient.hpp"

#include <rapidcheck.h>
#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include "models/errors.hpp"
#include "models/numerics/quantize/quantize_values.hpp"

using namespace systole::models;

namespace {

constexpr CodeBounds kInt4{-8, 7};

double real_between(double low, double high) {
  return low + (high - low) * static_cast<double>(*rc::gen::inRange(0, 1 << 30)) / (1 << 30);
}

LearnedParams any_params() {
  const int bits = *rc::gen::inRange(2, 12);
  const bool has_sign = *rc::gen::arbitrary<bool>();
  const CodeBounds codes = code_bounds({bits, has_sign});
  return {std::exp(real_between(-7, 7)), real_between(codes.lowest, codes.highest), codes};
}

}  // namespace

TEST_CASE("Fake quantisation with a learned step gives LSQ's published results and gradients", "[L1][L2]") {
  // 4 bits with a sign, s = 0.1; the gradient of the step before its scaling by g (Esser et al., equations 1 to 3).
  struct Row {
    double x, result, by_scale, by_value;
  };
  constexpr std::array kRows{Row{.05, 0, -.5, 1},   Row{.13, .1, -.3, 1}, Row{-.13, -.1, .3, 1}, Row{.25, .2, -.5, 1},
                             Row{-.25, -.2, .5, 1}, Row{.75, .7, 7, 0},   Row{1.0, .7, 7, 0},    Row{-1.0, -.8, -8, 0}};
  for (const ClipTest test : {ClipTest::value, ClipTest::code})
    for (const Row& row : kRows) {
      CAPTURE(row.x);
      const FakeQuantPoint point = fake_quant_gradient(row.x, {.1, 0, kInt4}, test);
      CHECK(point.result == Approx(row.result).margin(1e-12));
      CHECK(point.by_scale == Approx(row.by_scale).margin(1e-12));
      CHECK(point.by_value == row.by_value);
      CHECK(point.by_zero_point == (row.by_value == 0 ? -.1 : 0));
    }
}

TEST_CASE("The two clip tests differ for values less than half a step beyond the last code", "[L2]") {
  // v = 7.25 rounds to 7: LSQ's equation 3 calls it clipped (v >= Qp), torch and Sparsebit do not.
  const FakeQuantPoint by_value = fake_quant_gradient(7.25, {1, 0, kInt4}, ClipTest::value);
  const FakeQuantPoint by_code = fake_quant_gradient(7.25, {1, 0, kInt4}, ClipTest::code);
  CHECK(by_value.result == 7);
  CHECK(by_code.result == 7);
  CHECK(by_value.by_scale == 7);
  CHECK(by_code.by_scale == -.25);
  CHECK(by_value.by_value == 0);
  CHECK(by_code.by_value == 1);
  CHECK(fake_quant_gradient(7, {1, 0, kInt4}, ClipTest::value).by_scale == 7);
  CHECK(fake_quant_gradient(7, {1, 0, kInt4}, ClipTest::code).by_scale == 0);
  CHECK(fake_quant_gradient(-8.5, {1, 0, kInt4}, ClipTest::code).by_value == 1);  // the tie rounds to -8
  CHECK(fake_quant_gradient(-8.6, {1, 0, kInt4}, ClipTest::code).by_value == 0);
}

TEST_CASE("A clipped value's gradients by value, step and zero point are exact", "[L2][S15]") {
  CHECK(rc::check("differences of the result itself", [] {
    LearnedParams params = any_params();
    params.zero_point = std::nearbyint(params.zero_point);
    const bool above = *rc::gen::arbitrary<bool>();
    const double end = (above ? params.codes.highest : params.codes.lowest) - params.zero_point;
    const double beyond = real_between(.6, 1000);
    const double value = (above ? end + beyond : end - beyond) * params.scale;
    const FakeQuantPoint point = fake_quant_gradient(value, params);
    RC_ASSERT(point.by_value == 0.);
    RC_ASSERT(point.by_scale == end);
    RC_ASSERT(point.by_zero_point == -params.scale);
    const double h = params.scale * 1e-4 / (std::abs(end) + beyond);  // too small to bring the value back inside
    LearnedParams wider = params;
    wider.scale += h;
    LearnedParams narrower = params;
    narrower.scale -= h;
    const double slope =
        (fake_quant_gradient(value, wider).result - fake_quant_gradient(value, narrower).result) / (2 * h);
    RC_ASSERT(std::abs(slope - end) <= 1e-6 * (1 + std::abs(end) * (std::abs(end) + beyond)));
    LearnedParams moved = params;  // a zero point is an integer: one further moves the end by a step
    moved.zero_point += above ? 1 : -1;
    const double change = fake_quant_gradient(value, moved).result - point.result;
    RC_ASSERT(std::abs(change - (above ? -params.scale : params.scale)) <= 1e-9 * params.scale * (1 + std::abs(end)));
  }));
}

TEST_CASE("Between the clips gradients are those of a rounding whose error is held", "[L2][S15]") {
  CHECK(rc::check("differences of s (x/s + c)", [] {
    const LearnedParams params = any_params();
    const double zero = std::nearbyint(params.zero_point);
    const double steps = real_between(params.codes.lowest - zero + 1e-6, params.codes.highest - zero - 1e-6);
    const double value = steps * params.scale;
    const double held = std::nearbyint(value / params.scale) - value / params.scale;
    const auto surrogate = [held](double x, double s) { return s * (x / s + held); };
    const FakeQuantPoint point = fake_quant_gradient(value, params);
    RC_ASSERT(std::abs(point.result - surrogate(value, params.scale)) <= 1e-9 * params.scale * (1 + std::abs(steps)));
    const double h = params.scale * 1e-4;
    const double by_scale = (surrogate(value, params.scale + h) - surrogate(value, params.scale - h)) / (2 * h);
    const double by_value = (surrogate(value + h, params.scale) - surrogate(value - h, params.scale)) / (2 * h);
    RC_ASSERT(std::abs(point.by_scale - by_scale) <= 1e-7 * (1 + std::abs(steps)));
    RC_ASSERT(std::abs(point.by_value - by_value) <= 1e-7 * (1 + std::abs(steps)));
    RC_ASSERT(point.by_zero_point == 0.);
  }));
}

TEST_CASE("Fake quantisation while fitting is that of the span kernels", "[L1][S10]") {
  CHECK(rc::check("any format, scale and zero point", [] {
    const CodeFormat format{*rc::gen::inRange(2, 15), *rc::gen::arbitrary<bool>()};
    QuantParams params{std::exp(real_between(-5, 5)), 0, format};
    params.zero_point = *rc::gen::inRange(format.lowest(), format.highest() + 1);
    const auto span = *rc::gen::element(SymmetricSpan::full, SymmetricSpan::restricted);
    const CodeBounds codes = code_bounds(format, span);
    const double width = codes.steps() * params.scale;
    const auto value = static_cast<float>(real_between(-2 * width, 2 * width));
    float expected = 0;
    fake_quantize({&value, 1}, params, {Rounding::half_even, QuantizeOrder::round_then_add, span}, {&expected, 1});
    const FakeQuantPoint point =
        fake_quant_gradient(static_cast<double>(value), {params.scale, static_cast<double>(params.zero_point), codes});
    RC_ASSERT(static_cast<float>(point.result) == expected);
  }));
}

TEST_CASE("Going back through a tensor weighs each value's gradients by what comes from above", "[L2][S15]") {
  const std::vector<float> values{.04F, .13F, -.13F, .75F, -1.F};
  const std::vector<float> upstream{1.F, 2.F, -1.F, .5F, 3.F};
  std::vector<float> by_value(values.size());
  const ParamGradient sum = fake_quant_backward(values, upstream, {.1, 0, kInt4}, by_value);
  CHECK(sum.by_scale == Approx(-.4 - .6 - .3 + 3.5 - 24).epsilon(1e-6));
  CHECK(sum.by_zero_point == Approx(-.1 * (.5 + 3)));
  CHECK(by_value == std::vector<float>{1.F, 2.F, -1.F, 0.F, 0.F});
  CHECK_THROWS_AS(fake_quant_backward(values, std::vector<float>(3), {.1, 0, kInt4}, by_value), ModelError);
  CHECK_THROWS_AS(fake_quant_gradient(1, {0, 0, kInt4}), ModelError);
}

TEST_CASE("The squared error of a tensor comes with the sum of its values' gradients", "[L2][L5]") {
  const std::vector<float> values{.04F, -.27F, 3.F};
  const SquaredErrorGradient sum = squared_error_gradient(values, {.1, 0, kInt4});
  // results 0, -.3, .7: errors -.04, -.03, -2.3; by step -.4, -.3, 7
  CHECK(sum.loss == Approx(.0016 + .0009 + 5.29).epsilon(1e-6));
  CHECK(sum.by.by_scale == Approx(2 * (.04 * .4 + .03 * .3 - 2.3 * 7)).epsilon(1e-6));
  CHECK(sum.by.by_zero_point == Approx(2 * 2.3 * .1).epsilon(1e-6));
}
