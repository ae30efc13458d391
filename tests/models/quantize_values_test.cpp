// Values to codes and back: the published vectors of both orders, every rule of rounding against round_to(), channels.
#include "models/numerics/quantize/quantize_values.hpp"

#include <rapidcheck.h>
#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "models/errors.hpp"
#include "tests/support/drawn_values.hpp"

using namespace systole::models;

namespace {

constexpr CodeFormat kInt8{8, true};
constexpr CodeFormat kUint8{8, false};

constexpr std::array kRules = {Rounding::half_even, Rounding::half_away, Rounding::half_up,
                               Rounding::half_down, Rounding::floor,     Rounding::trunc};
constexpr std::array kOrders = {QuantizeOrder::round_then_add, QuantizeOrder::add_then_round};

std::vector<std::int16_t> codes_of(const std::vector<float>& values, const QuantParams& params,
                                   const QuantizeStyle& style = {}) {
  std::vector<std::int16_t> codes(values.size());
  quantize(values, params, style, codes);
  return codes;
}

/// As the formulas read.
double code_as_written(float value, const QuantParams& params, const QuantizeStyle& style) {
  const double lowest = lowest_code(params.format, style.span);
  const double highest = params.format.highest();
  const double quotient = static_cast<double>(value) / params.scale;
  if (style.order == QuantizeOrder::round_then_add)
    return std::clamp(round_to(quotient, style.rounding) + params.zero_point, lowest, highest);
  return round_to(std::clamp(quotient + params.zero_point, lowest, highest), style.rounding);
}

QuantParams any_params() {
  const bool is_signed = *rc::gen::arbitrary<bool>();
  const CodeFormat format{*rc::gen::inRange(2, is_signed ? 17 : 16), is_signed};
  const double scale = *rc::gen::inRange(1, 4000) / 1024.0;
  return {scale, *rc::gen::inRange(format.lowest(), format.highest() + 1), format};
}

/// Many at ties, some far outside.
std::vector<float> any_values(double scale) {
  std::vector<float> values;
  for (const int quarter : *rc::gen::container<std::vector<int>>(rc::gen::inRange(-2000, 2000)))
    values.push_back(static_cast<float>(quarter * scale / 4));
  return values;
}

}  // namespace

TEST_CASE("the two orders quantise the published values as published", "[B3][S10]") {
  struct Row {
    float steps;
    std::int32_t zero_point;
    std::int16_t added_first;
    std::int16_t rounded_first;
  };
  for (const Row& row : {Row{.5F, 1, 2, 1}, Row{.5F, 0, 0, 0}, Row{1.5F, 1, 2, 3}, Row{-.5F, 128, 128, 128},
                         Row{300, 0, 255, 255}, Row{-3, 0, 0, 0}}) {
    const double scale = 0.25;
    const QuantParams params{scale, row.zero_point, kUint8};
    const std::vector<float> value{static_cast<float>(row.steps * scale)};
    CAPTURE(row.steps, row.zero_point);
    CHECK(codes_of(value, params, {Rounding::half_even, QuantizeOrder::add_then_round})[0] == row.added_first);
    CHECK(codes_of(value, params, {Rounding::half_even, QuantizeOrder::round_then_add})[0] == row.rounded_first);
  }
}

TEST_CASE("codes round the published values by every rule", "[B3]") {
  struct Row {
    float value;
    std::array<std::int16_t, kRules.size()> codes;
  };
  for (const Row& row :
       {Row{0.5F, {0, 1, 1, 0, 0, 0}}, Row{-0.5F, {0, -1, 0, -1, -1, 0}}, Row{1.5F, {2, 2, 2, 1, 1, 1}},
        Row{-1.5F, {-2, -2, -1, -2, -2, -1}}, Row{2.5F, {2, 3, 3, 2, 2, 2}}, Row{-2.5F, {-2, -3, -2, -3, -3, -2}},
        Row{2.4999F, {2, 2, 2, 2, 2, 2}}, Row{-3.7F, {-4, -4, -4, -4, -4, -3}}}) {
    for (std::size_t rule = 0; rule < kRules.size(); ++rule) {
      CAPTURE(row.value, rule);
      CHECK(codes_of({row.value}, {1, 0, kInt8}, {kRules[rule]})[0] == row.codes[rule]);
    }
  }
}

TEST_CASE("a quotient next to one half is no tie", "[B3]") {
  // Just below a power of two, the neighbours of twice a value are a relative 2^-53 away: x / s is a neighbour of 1/2.
  const float x = std::nextafter(2.0F, 0.0F);
  const double twice = 2 * static_cast<double>(x);
  const QuantParams below{std::nextafter(twice, 5.0), 0, kInt8};
  const QuantParams above{std::nextafter(twice, 0.0), 0, kInt8};
  REQUIRE(static_cast<double>(x) / below.scale == 0.49999999999999994);
  REQUIRE(std::floor(static_cast<double>(x) / below.scale + 0.5) == 1);  // the trap
  REQUIRE(static_cast<double>(x) / above.scale > 0.5);
  for (const Rounding rule : {Rounding::half_even, Rounding::half_away, Rounding::half_up, Rounding::half_down}) {
    CHECK(codes_of({x, -x}, below, {rule}) == std::vector<std::int16_t>{0, 0});
    CHECK(codes_of({x, -x}, above, {rule}) == std::vector<std::int16_t>{1, -1});
  }
}

TEST_CASE("codes are what the formulas say, for any rule, order, span and format", "[B3][S8][S10]") {
  CHECK(rc::check([] {
    const QuantParams params = any_params();
    const QuantizeStyle style{*rc::gen::elementOf(kRules), *rc::gen::elementOf(kOrders),
                              *rc::gen::element(SymmetricSpan::restricted, SymmetricSpan::full)};
    const std::vector<float> values = any_values(params.scale);
    const auto codes = codes_of(values, params, style);
    for (std::size_t i = 0; i < values.size(); ++i) {
      RC_ASSERT(codes[i] == code_as_written(values[i], params, style));
      RC_ASSERT(codes[i] >= params.format.lowest() && codes[i] <= params.format.highest());
    }
  }));
}

TEST_CASE("values inside the range come back within half a step", "[B3][S8]") {
  CHECK(rc::check([] {
    const QuantParams params = any_params();
    const std::vector<float> values = any_values(params.scale);
    const auto codes = codes_of(values, params);
    std::vector<float> back(values.size());
    dequantize(codes, params, back);
    const double low = params.real(params.format.lowest());
    const double high = params.real(params.format.highest());
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double value = std::clamp<double>(values[i], low, high);
      const double float_rounding = 0x1p-23 * std::abs(value);
      RC_ASSERT(std::abs(back[i] - value) <= params.scale / 2 + float_rounding);
    }
  }));
}

TEST_CASE("fake quantisation is quantisation and back, bit for bit, also in place", "[S10]") {
  CHECK(rc::check([] {
    const QuantParams params = any_params();
    const QuantizeStyle style{*rc::gen::elementOf(kRules), *rc::gen::elementOf(kOrders)};
    std::vector<float> values = any_values(params.scale);
    std::vector<float> back(values.size());
    dequantize(codes_of(values, params, style), params, back);
    fake_quantize(values, params, style, values);
    for (std::size_t i = 0; i < values.size(); ++i) {
      RC_ASSERT(values[i] == back[i]);
      RC_ASSERT(std::signbit(values[i]) == std::signbit(back[i]));
    }
  }));
}

TEST_CASE("what quantisation makes is a fixed point of it", "[S10]") {
  CHECK(rc::check([] {
    const QuantParams params = any_params();
    std::vector<float> once = any_values(params.scale);
    fake_quantize(once, params, {}, once);
    std::vector<float> twice(once.size());
    fake_quantize(once, params, {}, twice);
    RC_ASSERT(once == twice);
  }));
}

TEST_CASE("infinities get the outermost codes, NaN the lowest, and spans the codes they allow", "[B3]") {
  const float infinity = std::numeric_limits<float>::infinity();
  const float greatest = std::numeric_limits<float>::max();
  const std::vector<float> values{infinity, -infinity, std::nanf(""), greatest, -greatest};
  for (const Rounding rule : kRules) {
    const QuantParams params{0x1p-60, 3, kInt8};
    CHECK(codes_of(values, params, {rule}) == std::vector<std::int16_t>{127, -128, -128, 127, -128});
    const QuantizeStyle restricted{rule, QuantizeOrder::round_then_add, SymmetricSpan::restricted};
    CHECK(codes_of(values, params, restricted) == std::vector<std::int16_t>{127, -127, -127, 127, -127});
  }
}

// The published vectors of JiT's feed-forward layers.
TEST_CASE("JiT's weights have the published codes at 8 and 7 bits", "[J1][J2]") {
  const std::vector<float> weights{1.984375F, -.9921875F, .0078125F};
  QuantRule rule;
  rule.degenerate = DegenerateScale::epsilon_1e8;
  const QuantParams at_8 = choose_params(Range{-.9921875, 1.984375}, rule);
  CHECK(at_8.scale == 1.0 / 64);
  CHECK(codes_of(weights, at_8, style_of(rule)) == std::vector<std::int16_t>{127, -64, 0});  // -63.5 and .5 are ties
  rule.format.bits = 7;
  const QuantParams at_7 = choose_params(Range{-.9921875, 1.984375}, rule);
  CHECK(at_7.scale == 1.984375 / 63);
  CHECK(codes_of(weights, at_7, style_of(rule)) == std::vector<std::int16_t>{63, -32, 0});  // -31.5 to even
}

TEST_CASE("a clipped 10-bit activation reaches -511 and not -512", "[J4]") {
  QuantRule rule;
  rule.format.bits = 10;
  const QuantParams params = choose_params(Range{-995, 995}, rule);
  CHECK(params.scale == 995.0 / 511);
  CHECK(codes_of({1000, -1000, 995, 0}, params, style_of(rule)) == std::vector<std::int16_t>{511, -511, 511, 0});
  // Codes from elsewhere may be -512.
  std::vector<float> back(1);
  dequantize(std::vector<std::int16_t>{-512}, params, back);
  CHECK(back[0] == static_cast<float>(-512 * (995.0 / 511)));
}

TEST_CASE("channels are quantised by their own parameters, wherever they lie", "[S8]") {
  const std::vector<ChannelLayout> layouts{{1, 3, 4}, {2, 3, 2}, {4, 3, 1}};
  const std::vector<QuantParams> params{{.5, 0, kInt8}, {.01, 3, kInt8}, {2, -7, kInt8}};
  const std::vector<float> values = systole::tests::uniform_values(12, -5, 5, 1);
  for (const ChannelLayout& layout : layouts) {
    std::vector<std::int16_t> codes(12);
    std::vector<float> back(12);
    std::vector<float> fake(12);
    quantize(values, layout, params, {}, codes);
    dequantize(codes, layout, params, back);
    fake_quantize(values, layout, params, {}, fake);
    for (std::size_t i = 0; i < 12; ++i) {
      const QuantParams& own = params[i / layout.inner % 3];
      CHECK(codes[i] == code_as_written(values[i], own, {}));
      CHECK(back[i] == static_cast<float>(own.real(codes[i])));
      CHECK(fake[i] == back[i]);
    }
  }
}

TEST_CASE("spans that do not fit and parameters without meaning are refused", "[B3]") {
  std::vector<std::int16_t> codes(3);
  std::vector<float> values(2);
  std::vector<float> three(3);
  const QuantParams params;
  CHECK_THROWS_AS(quantize(values, params, {}, codes), ModelError);
  CHECK_THROWS_AS(dequantize(codes, params, values), ModelError);
  CHECK_THROWS_AS(fake_quantize(values, params, {}, three), ModelError);
  CHECK_THROWS_AS(quantize(three, ChannelLayout{1, 2, 1}, std::vector<QuantParams>(2), {}, codes), ModelError);
  CHECK_THROWS_AS(quantize(three, ChannelLayout{1, 3, 1}, std::vector<QuantParams>(2), {}, codes), ModelError);
  const double nan = std::nan("");
  for (const QuantParams& bad : {QuantParams{0, 0, kInt8}, QuantParams{-1, 0, kInt8}, QuantParams{nan, 0, kInt8},
                                 QuantParams{1, 128, kInt8}, QuantParams{1, -1, kUint8}})
    CHECK_THROWS_AS(quantize(three, bad, {}, codes), ModelError);
}
