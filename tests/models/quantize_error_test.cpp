// Error figures: by hand, and the signal-to-noise ratios that uniform quantisation has in theory. With s = m/127 over
// [-m, m] and noise s²/12, uniform values have 4·127² = 48.10 dB; the draws' own deviation is below 0.03 dB.
#include "models/numerics/quantize/quant_error.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "models/errors.hpp"
#include "models/numerics/quantize/quantize_values.hpp"
#include "tests/support/drawn_values.hpp"

using namespace systole::models;
using namespace systole::tests;

namespace {

constexpr std::size_t kDraws = 100000;

QuantRule symmetric() {
  return {};
}

QuantRule affine() {
  QuantRule rule;
  rule.format.is_signed = false;
  rule.scheme = Scheme::affine;
  return rule;
}

QuantError error_of(const std::vector<float>& values, const Range& range, const QuantRule& rule) {
  const QuantParams params = choose_params(range, rule);
  std::vector<float> quantized(values.size());
  fake_quantize(values, params, style_of(rule), quantized);
  return quant_error(values, quantized, params.scale);
}

}  // namespace

TEST_CASE("figures of a small example are those made by hand", "[B4]") {
  const std::vector<float> reference{3, -4, 0, 12};
  const std::vector<float> result{3, -3, -2, 12};
  const QuantError error = quant_error(reference, result, 1);
  CHECK(error.count == 4);
  CHECK(error.mse == 5.0 / 4);
  CHECK(error.max_abs == 2);
  CHECK(error.mean_abs == 3.0 / 4);
  CHECK(error.sqnr_db == Approx(10 * std::log10(169.0 / 5)));
  CHECK(error.cosine == Approx(165 / (13 * std::sqrt(166.0))));
  CHECK(error.within_one_step == 3.0 / 4);
  CHECK(quant_error(reference, result).within_one_step == 2.0 / 4);
}

TEST_CASE("figures without an error or without a signal have a value", "[B4]") {
  const double infinity = std::numeric_limits<double>::infinity();
  const std::vector<float> zero{0, 0};
  const std::vector<float> some{1, 2};
  CHECK(quant_error(some, some).sqnr_db == infinity);
  CHECK(quant_error(some, some).cosine == Approx(1));
  CHECK(quant_error(zero, zero).sqnr_db == infinity);
  CHECK(quant_error(zero, zero).cosine == 1);
  CHECK(quant_error(zero, some).sqnr_db == -infinity);
  CHECK(quant_error(zero, some).cosine == 0);
  CHECK(quant_error({}, {}).count == 0);
  CHECK_THROWS_AS(quant_error(some, std::vector<float>{1}), ModelError);
}

TEST_CASE("parts add up to the whole", "[B4]") {
  const std::vector<float> reference = uniform_values(1000, -1, 1, 1);
  const std::vector<float> result = uniform_values(1000, -1, 1, 2);
  const std::span<const float> a{reference};
  const std::span<const float> b{result};
  QuantErrorSum parts{0.25};
  parts.add(a.first(300), b.first(300));
  parts.add(a.subspan(300), b.subspan(300));
  const QuantError whole = quant_error(reference, result, 0.25);
  CHECK(parts.error().sqnr_db == whole.sqnr_db);
  CHECK(parts.error().cosine == whole.cosine);
  CHECK(parts.error().within_one_step == whole.within_one_step);
  CHECK(parts.error().max_abs == whole.max_abs);
}

TEST_CASE("uniform values keep 48.1 dB in 8 symmetric bits", "[B4]") {
  const QuantError error = error_of(uniform_values(kDraws, -1, 1, 3), {-1, 1}, symmetric());
  CHECK(error.sqnr_db == Approx(48.10).margin(.3));
  CHECK(error.max_abs <= .5 / 127 * (1 + 1e-6));
  CHECK(error.mse == Approx(1.0 / 127 / 127 / 12).epsilon(.02));
  CHECK(error.mean_abs == Approx(1.0 / 127 / 4).epsilon(.02));
  CHECK(error.within_one_step == 1);
}

TEST_CASE("normal values up to 4 deviations keep 40.8 dB", "[B4]") {
  std::vector<float> values = normal_values(kDraws, 4);
  values.erase(std::remove_if(values.begin(), values.end(), [](float x) { return std::abs(x) > 4; }), values.end());
  CHECK(error_of(values, {-4, 4}, symmetric()).sqnr_db == Approx(40.8).margin(.3));
}

TEST_CASE("affine codes of values without sign keep 54.15 dB, 6.05 more than symmetric ones", "[B4]") {
  const std::vector<float> values = uniform_values(kDraws, 0, 1, 5);
  const double with_affine = error_of(values, {0, 1}, affine()).sqnr_db;
  const double with_symmetric = error_of(values, {0, 1}, symmetric()).sqnr_db;
  CHECK(with_affine == Approx(54.15).margin(.3));
  CHECK(with_affine - with_symmetric == Approx(6.05).margin(.1));
}

TEST_CASE("a bit is worth 6.02 dB, but for the code that symmetric spans leave out", "[B4]") {
  const std::vector<float> values = uniform_values(kDraws, -1, 1, 6);
  for (const int bits : {6, 8, 10, 12}) {
    QuantRule rule = symmetric();
    rule.format.bits = bits;
    const double steps = std::exp2(bits - 1) - 1;
    CHECK(error_of(values, {-1, 1}, rule).sqnr_db == Approx(20 * std::log10(2 * steps)).margin(.1));
  }
}

TEST_CASE("a channel a hundred times smaller keeps 6 to 9 dB by the tensor's scale and 48.1 by its own", "[B8][S8]") {
  const std::size_t half = kDraws / 2;
  std::vector<float> values = uniform_values(half, -1, 1, 7);
  const std::vector<float> small = uniform_values(half, -.01, .01, 8);
  values.insert(values.end(), small.begin(), small.end());
  const ChannelLayout layout{1, 2, half};
  const std::vector<Range> ranges{{-1, 1}, {-.01, .01}};
  std::vector<float> per_tensor(values.size());
  std::vector<float> per_channel(values.size());
  fake_quantize(values, choose_params(ranges[0], symmetric()), style_of(symmetric()), per_tensor);
  fake_quantize(values, layout, choose_params(ranges, symmetric()), style_of(symmetric()), per_channel);
  const auto of_small = [&](const std::vector<float>& quantized) {
    return quant_error(small, std::span<const float>{quantized}.subspan(half)).sqnr_db;
  };
  CHECK(of_small(per_tensor) > 6);
  CHECK(of_small(per_tensor) < 9);
  CHECK(of_small(per_channel) == Approx(48.1).margin(.3));
}

TEST_CASE("clipped are values whose nearest code lies outside", "[B4]") {
  const QuantParams params{.5, 0, {8, true}};
  const std::vector<float> values{63.5F, 63.75F, 63.76F, -64, -64.25F, -64.26F, 0, std::nanf("")};
  CHECK(count_clipped(values, params) == 3);  // 63.75 and -64.25 are half a step beyond
  CHECK(share_clipped(values, params) == 3.0 / 8);
  CHECK(count_clipped(values, params, SymmetricSpan::restricted) == 5);  // -64 and -64.25 have no code now
  CHECK(count_clipped(std::vector<float>{127.5F, 128, -.6F}, {.5, 0, {8, false}}) == 2);
  CHECK(share_clipped({}, params) == 0);
}
