// A quantised layer from real numbers to real numbers: codes, integer sums, bias, requantisation, codes, beside the
// same layer in floats (oneDNN).
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

#include "models/numerics/int8_convolution.hpp"
#include "models/numerics/post_process.hpp"
#include "models/numerics/quantize/quant_error.hpp"
#include "models/numerics/quantize/quantize_values.hpp"
#include "models/reference/convolution.hpp"
#include "tests/support/drawn_values.hpp"

using namespace systole::models;
using namespace systole::tests;

namespace {

using Values = std::vector<float>;
using CodeVector = std::vector<std::int16_t>;

constexpr QuantRule kActivations{{8, true}, Scheme::affine};
constexpr QuantRule kWeights{{8, true}, Scheme::symmetric};

ConvolutionShape square(std::int64_t channels, std::int64_t filters, std::int64_t side, std::int64_t kernel) {
  ConvolutionShape shape;
  shape.channels = channels;
  shape.filters = filters;
  shape.rows = {side, side, kernel, 1, 1, kernel / 2};
  shape.cols = shape.rows;
  return shape;
}

QuantParams params_of(const Values& values, const QuantRule& rule) {
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  return choose_params(Range{*low, *high}, rule);
}

CodeVector codes_of(const Values& values, const QuantParams& params) {
  CodeVector codes(values.size());
  quantize(values, params, {}, codes);
  return codes;
}

struct RealLayer {
  ConvolutionShape shape;
  Values input;
  Values weights;
  Values bias;

  Values floats() const {
    Values out(static_cast<std::size_t>(shape.output_size()));
    FloatConvolution{shape, weights, bias}.run(input, out);
    return out;
  }
};

enum class ZeroPoint { taken_off, forgotten };

/// The layer on int8 codes, scaled back to reals. `forgotten` multiplies raw codes and never corrects for their zero
/// point, as EdgeINT8's skeleton does.
Values on_codes(const RealLayer& layer, const QuantParams& out, RequantMode mode, ZeroPoint zero) {
  const QuantParams in = params_of(layer.input, kActivations);
  const QuantParams weight = params_of(layer.weights, kWeights);
  CodeVector codes = codes_of(layer.input, in);
  if (zero == ZeroPoint::taken_off)
    for (auto& code : codes) code = static_cast<std::int16_t>(code - in.zero_point);
  std::vector<std::int32_t> sums(static_cast<std::size_t>(layer.shape.output_size()));
  Int8Convolution{layer.shape, codes_of(layer.weights, weight), {-255, 255}}.run(codes, sums);

  PostProcessing description;
  description.mode = mode;
  description.multipliers = {in.scale * weight.scale / out.scale};
  for (const float bias : layer.bias)
    description.bias.push_back(quantize_bias(bias, in.scale * weight.scale, Rounding::half_even));
  description.zero_point = out.zero_point;
  const PostProcess post{description};
  CodeVector result(sums.size());
  const std::size_t pixels = sums.size() / layer.bias.size();
  for (std::size_t i = 0; i < sums.size(); ++i) result[i] = static_cast<std::int16_t>(post(sums[i], i / pixels));
  Values reals(result.size());
  dequantize(result, out, reals);
  return reals;
}

double share_within_one_step(const RealLayer& layer, RequantMode mode, ZeroPoint zero = ZeroPoint::taken_off) {
  const Values expected = layer.floats();
  const QuantParams out = params_of(expected, kActivations);
  return quant_error(expected, on_codes(layer, out, mode, zero), out.scale).within_one_step;
}

RealLayer random_layer(const ConvolutionShape& shape, std::uint64_t seed) {
  return {shape, uniform_values(static_cast<std::size_t>(shape.input_size()), -1, 1, seed),
          uniform_values(static_cast<std::size_t>(shape.weight_size()), -1, 1, seed + 1),
          uniform_values(static_cast<std::size_t>(shape.filters), -1, 1, seed + 2)};
}

}  // namespace

// The published figures, by kernel: sums of a 2x2 image with zero point 3 under two 3x3 kernels with a border of one.
TEST_CASE("a 3x3 convolution of codes has the published sums", "[C6][C8]") {
  ConvolutionShape shape = square(1, 1, 2, 3);
  const CodeVector centred{5 - 3, 7 - 3, 4 - 3, 6 - 3};
  std::vector<std::int32_t> sums(4);
  Int8Convolution{shape, CodeVector{1, 0, -1, 2, 1, -2, 1, 0, -1}, {-255, 255}}.run(centred, sums);
  CHECK(sums == std::vector<std::int32_t>{-9, 9, -9, 7});
  Int8Convolution{shape, CodeVector{1, 1, 1, 1, 2, 1, 1, 1, 1}, {-255, 255}}.run(centred, sums);
  CHECK(sums == std::vector<std::int32_t>{12, 14, 11, 13});
}

// The example of EdgeINT8, with 0 in the range of the input: .5 · .3 + 1 · .7 + .1 = .95.
TEST_CASE("a 1x1 convolution of two channels ends on the code of its real result", "[C7][C8]") {
  const RealLayer layer{square(2, 1, 1, 1), {.5F, 1}, {.3F, .7F}, {.1F}};
  const QuantParams out{.95 / 255, -128, {8, true}};
  CHECK(on_codes(layer, out, RequantMode::float64_half_even, ZeroPoint::taken_off) == Values{.95F});
  CHECK(on_codes(layer, out, RequantMode::single_rounding, ZeroPoint::taken_off) == Values{.95F});
}

// Uniform operands of [-1, 1]: the rounding of both has a deviation of a fifth of an output step in the sum (K products
// of deviation 1/sqrt 3 and 2/255/sqrt 12, results over some seven deviations), rounding the result .29 more, .35 in
// all.
TEST_CASE("layers on codes are within a step of their real results for 95 % and more, in every rounding mode", "[C7]") {
  for (const ConvolutionShape& shape : {square(16, 32, 8, 1), square(16, 32, 8, 3), square(3, 16, 16, 3)}) {
    const RealLayer layer = random_layer(shape, 11);
    for (const RequantMode mode : {RequantMode::float64_half_even, RequantMode::float64_half_away,
                                   RequantMode::gemmlowp, RequantMode::single_rounding}) {
      CAPTURE(shape.channels, shape.taps(), static_cast<int>(mode));
      CHECK(share_within_one_step(layer, mode) >= .95);
    }
    CHECK(share_within_one_step(layer, RequantMode::single_rounding, ZeroPoint::forgotten) < .95);
  }
}
