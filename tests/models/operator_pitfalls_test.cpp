// Integer convolutions through their pieces (exact sums, corrections, post-processing), and the well-known wrong
// variants: each is told from the right one.
#include <catch2/catch.hpp>

#include <array>
#include <numeric>

#include "models/errors.hpp"
#include "models/numerics/bit_growth.hpp"
#include "models/numerics/exact_convolution.hpp"
#include "models/numerics/operators/channel_scaled_sum.hpp"
#include "models/numerics/operators/lane_operations.hpp"
#include "models/numerics/post_process.hpp"
#include "tests/models/operator_support.hpp"

using namespace systole::models;
using namespace systole::tests;

namespace {

using Sums = std::vector<std::int64_t>;

constexpr std::int16_t kZero = 3;

ConvolutionShape three_by_three(std::int64_t in, std::int64_t pad) {
  ConvolutionShape shape;
  shape.rows = {in, 2, 3, 1, 1, pad};
  shape.cols = shape.rows;
  return shape;
}

/// A border of one code around a 2x2 image.
CodeVector bordered(const CodeVector& image, std::int16_t border) {
  CodeVector result(16, border);
  for (std::size_t y = 0; y < 2; ++y)
    for (std::size_t x = 0; x < 2; ++x) result[(y + 1) * 4 + x + 1] = image[y * 2 + x];
  return result;
}

CodeVector centred(CodeVector codes, std::int16_t zero) {
  for (auto& code : codes) code = static_cast<std::int16_t>(code - zero);
  return codes;
}

}  // namespace

TEST_CASE("zero-point padding through exact sums: taken off the operands, or off the sum", "[T8][C6][X4]") {
  struct Published {
    CodeVector kernel;
    Sums correct, padded_with_0, raw;
    std::int64_t correction;
  };
  const std::array<Published, 2> published{
      {{{1, 0, -1, 2, 1, -2, 1, 0, -1}, {-9, 9, -9, 7}, {-18, 18, -18, 16}, {-6, 12, -6, 10}, -3},
       {{1, 1, 1, 1, 2, 1, 1, 1, 1}, {12, 14, 11, 13}, {-3, -1, -4, -2}, {42, 44, 41, 43}, -30}}};
  const CodeVector image{5, 7, 4, 6};
  for (const Published& p : published) {
    CHECK(exact_convolution(three_by_three(2, 1), centred(image, kZero), p.kernel) == p.correct);
    Sums raw = exact_convolution(three_by_three(4, 0), bordered(image, kZero), p.kernel);
    CHECK(raw == p.raw);
    const std::int64_t weights = std::accumulate(p.kernel.begin(), p.kernel.end(), std::int64_t{0});
    const std::int64_t correction = zero_point_correction({kZero, 0}, {9, weights, 0});
    CHECK(correction == p.correction);
    for (auto& sum : raw) sum += correction;
    CHECK(raw == p.correct);
    // The wrong variant pads codes with 0, which stands for -3 steps.
    const Sums wrong = exact_convolution(three_by_three(4, 0), centred(bordered(image, 0), kZero), p.kernel);
    CHECK(wrong == p.padded_with_0);
    CHECK(wrong != p.correct);
  }
}

TEST_CASE("products are of wide integers: 127 times 127 is not 1", "[X4]") {
  const CodeVector a{127};
  CHECK(exact_convolution({}, a, a) == Sums{16'129});
  const auto without_a_cast = static_cast<std::int8_t>(127 * 127);
  CHECK(without_a_cast == 1);
}

TEST_CASE("operands of unsigned codes with zero points have 9 bits each, and their products 17", "[T20]") {
  // Codes 0 and 255 against zero points at the other end: the largest centred operands.
  const CodeVector x(3, 255);
  const CodeVector w(3, -255);
  CHECK(exact_convolution({}, CodeVector{255}, CodeVector{255}) == Sums{65'025});
  CHECK(65'025 > (1 << 15) - 1);
  CHECK(65'025 <= (1 << 16) - 1);
  ConvolutionShape dot;
  dot.channels = 3;
  CHECK(exact_convolution(dot, x, x) == Sums{195'075});
  CHECK(exact_convolution(dot, x, w) == Sums{-195'075});
  // "17 + floor(log2 K)" bits hold K products for powers of two; three of them need 19, and not 18. 9 and 9 bits with
  // their ends at -256 is a bound for every K.
  for (std::int64_t k = 1; k <= 4096; ++k) {
    const int bits = bit_growth(k, 9, 9).exact_bits;
    REQUIRE(k * 65'025 < std::int64_t{1} << (bits - 1));
  }
  CHECK(195'075 >= 1 << (17 + 1 - 1));
  CHECK(195'075 < 1 << (bit_growth(3, 9, 9).exact_bits - 1));
}

TEST_CASE("input channels with a scale each are added in real units", "[Q12]") {
  CHECK(rc::check([] {
    RandomCodes random;
    const auto channels = random.number(1, 5);
    const auto outputs = static_cast<std::size_t>(random.number(1, 6));
    constexpr std::int64_t kPixels = 4;
    // One group an input channel: its sums are not mixed with others'.
    ConvolutionShape shape;
    shape.groups = channels;
    shape.filters = 1;
    shape.rows = plain_axis(static_cast<std::int64_t>(outputs));
    shape.cols = {kPixels, 1, kPixels, 1, 1, 0};
    const CodeVector x = random.codes({9, true}, static_cast<std::size_t>(channels * kPixels) * outputs);
    const CodeVector w = random.codes({9, true}, static_cast<std::size_t>(channels * kPixels));
    const Sums sums = exact_convolution(shape, x, w);
    std::vector<double> scales;
    double range = 0;
    for (std::int64_t c = 0; c < channels; ++c) {
      scales.push_back(random.real(1e-5, 1e-3));
      range += scales.back() * 4 * 65'536;
    }
    const QuantParams output = random.params_for(range / 2);
    CodeVector out(outputs);
    ChannelScaledSum{scales, output}(sums, out);
    // All channels in one scale: the per-tensor path, a sum of integers and one multiplier.
    CodeVector equal(outputs);
    ChannelScaledSum{std::vector<double>(scales.size(), scales[0]), output}(sums, equal);
    PostProcessing of_tensor;
    of_tensor.multipliers = {scales[0] / output.scale};
    of_tensor.zero_point = output.zero_point;
    of_tensor.lowest = output.format.lowest();
    of_tensor.highest = output.format.highest();
    const PostProcess per_tensor{of_tensor};
    for (std::size_t i = 0; i < outputs; ++i) {
      double real = 0;
      std::int64_t sum = 0;
      for (std::size_t c = 0; c < scales.size(); ++c) {
        real += scales[c] * static_cast<double>(sums[c * outputs + i]);
        sum += sums[c * outputs + i];
      }
      RC_ASSERT(error_in_steps(out[i], real, output) <= kHalfStep);
      RC_ASSERT(equal[i] == per_tensor(sum, 0));
    }
  }));
  const std::array<double, 2> bad{0.1, 0.0};
  CHECK_THROWS_AS((ChannelScaledSum{bad, {0.1, 0, kInt8}}), ModelError);
}

TEST_CASE("an operator costs the lanes what the chip says its operations cost", "[Q1]") {
  VectorConfig unit;
  const auto set = [&](VectorOp op, std::int64_t cycles) { unit.cycles[static_cast<std::size_t>(op)] = cycles; };
  set(VectorOp::add, 2);
  set(VectorOp::mac, 3);
  set(VectorOp::max, 1);
  set(VectorOp::div, 9);
  set(VectorOp::clamp, 0);
  CHECK(lane_cycles(unit, lane_operations(VectorOp::add, 4)) == 3 * 2);
  CHECK(lane_cycles(unit, lane_operations(VectorOp::mac, 8)) == 8 * 3);  // a mixed operation of 8 candidates
  CHECK(lane_cycles(unit, lane_operations(VectorOp::mac)) == 3);         // a batch norm
  CHECK(lane_cycles(unit, lane_operations(VectorOp::div, 2)) == 9);
  CHECK(lane_cycles(unit, window_operations(VectorOp::max, 9)) == 9);
  CHECK(lane_cycles(unit, lane_operations(VectorOp::clamp)) == 1);  // hidden: only the write is left
}

TEST_CASE("a softmax's cycles are those of what it is made of", "[Q11]") {
  const VectorConfig unit;
  CHECK(unit.cost(VectorOp::softmax) ==
        unit.cost(VectorOp::max) + unit.cost(VectorOp::exp) + unit.cost(VectorOp::add) + unit.cost(VectorOp::div));
}
