// From a finished sum to an output code: biases, zero points by both ways of taking them off, activations, clamps.
#include "models/numerics/post_process.hpp"

#include <rapidcheck.h>
#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "models/errors.hpp"

using namespace systole::models;

namespace {

constexpr std::int32_t kMin = std::numeric_limits<std::int32_t>::min();
constexpr std::int32_t kMax = std::numeric_limits<std::int32_t>::max();

using Kernel = std::array<std::array<std::int32_t, 3>, 3>;
using Image = std::array<std::array<std::int64_t, 2>, 2>;

/// A 3x3 convolution of a 2x2 image with `padding` around it: the sums of (x - zero) · w.
Image convolve(const Image& image, const Kernel& kernel, std::int32_t padding, std::int32_t zero) {
  Image sums{};
  for (std::size_t row = 0; row < 2; ++row)
    for (std::size_t column = 0; column < 2; ++column)
      for (std::size_t y = 0; y < 3; ++y)
        for (std::size_t x = 0; x < 3; ++x) {
          const std::size_t from_row = row + y - 1;  // -1 wraps to outside
          const std::size_t from_column = column + x - 1;
          const bool inside = from_row < 2 && from_column < 2;
          const std::int64_t code = inside ? image.at(from_row).at(from_column) : padding;
          sums.at(row).at(column) += (code - zero) * kernel.at(y).at(x);
        }
  return sums;
}

std::int64_t weight_sum(const Kernel& kernel) {
  std::int64_t sum = 0;
  for (const auto& row : kernel)
    for (const std::int32_t weight : row) sum += weight;
  return sum;
}

struct Padded {
  Image correct;
  Image padded_with_0;
  Image raw;  // with the zero point neither in the products nor corrected
  std::int64_t correction;
};

void check_padding(const Kernel& kernel, const Padded& expected) {
  constexpr std::int32_t kZero = 3;
  const Image image = {{{5, 7}, {4, 6}}};
  CHECK(convolve(image, kernel, kZero, kZero) == expected.correct);
  CHECK(convolve(image, kernel, 0, kZero) == expected.padded_with_0);
  const Image raw = convolve(image, kernel, kZero, 0);
  CHECK(raw == expected.raw);
  const std::int64_t correction = zero_point_correction({kZero, 0}, {9, weight_sum(kernel), 0});
  CHECK(correction == expected.correction);
  for (std::size_t row = 0; row < 2; ++row)
    for (std::size_t column = 0; column < 2; ++column)
      CHECK(raw.at(row).at(column) + correction == expected.correct.at(row).at(column));
}

/// Codes as they are multiplied, with both zero points.
struct DotProduct {
  std::vector<std::int32_t> inputs;
  std::vector<std::int32_t> weights;
  ZeroPoints zero;

  std::int64_t centred() const {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < inputs.size(); ++i)
      sum += std::int64_t{inputs[i] - zero.input} * (weights[i] - zero.weight);
    return sum;
  }
  std::int64_t raw() const {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < inputs.size(); ++i) sum += std::int64_t{inputs[i]} * weights[i];
    return sum;
  }
  CodeSums sums() const {
    CodeSums sums;
    sums.length = static_cast<std::int64_t>(inputs.size());
    for (const std::int32_t weight : weights) sums.weights += weight;
    for (const std::int32_t input : inputs) sums.inputs += input;
    return sums;
  }
};

std::vector<std::int32_t> random_codes(std::size_t length) {
  std::vector<std::int32_t> codes(length);
  for (auto& code : codes) code = *rc::gen::inRange(-128, 256);
  return codes;
}

DotProduct random_dot_product() {
  const auto length = *rc::gen::inRange<std::size_t>(0, 50);
  return {random_codes(length), random_codes(length), {*rc::gen::inRange(-128, 256), *rc::gen::inRange(-128, 256)}};
}

std::vector<std::int32_t> identity_table() {
  std::vector<std::int32_t> table(256);
  for (std::size_t i = 0; i < table.size(); ++i) table[i] = static_cast<std::int32_t>(i) - 128;
  return table;
}

}  // namespace

TEST_CASE("biases become 32 bit integers in units of both scales", "[C5][C8]") {
  const double scale = 0x1p-6 * 0x1p-7;
  CHECK(quantize_bias(0.1, scale, Rounding::half_even) == 819);
  CHECK(quantize_bias(-0.25, scale, Rounding::half_even) == -2048);
  CHECK(quantize_bias(0x1p-14, scale, Rounding::half_even) == 0);
  CHECK(quantize_bias(0x1p-14, scale, Rounding::half_away) == 1);
  CHECK(quantize_bias(-3 * 0x1p-14, scale, Rounding::half_even) == -2);
  CHECK(quantize_bias(-3 * 0x1p-14, scale, Rounding::half_away) == -2);
  CHECK(quantize_bias(0, scale, Rounding::half_even) == 0);
  CHECK(quantize_bias(1e6, scale, Rounding::half_even) == kMax);
  CHECK(quantize_bias(-1e6, scale, Rounding::half_even) == kMin);
  CHECK(quantize_bias(std::numeric_limits<double>::infinity(), scale, Rounding::floor) == kMax);
  const std::array<double, 2> of_channels = {0x1p-7, 0x1p-6};
  CHECK(quantize_bias(0.25, 0x1p-6 * of_channels[0], Rounding::half_even) == 2048);
  CHECK(quantize_bias(0.25, 0x1p-6 * of_channels[1], Rounding::half_even) == 1024);
}

TEST_CASE("a bias without a number or a scale is refused", "[C5]") {
  for (const double scale : {0.0, -1.0, std::nan(""), std::numeric_limits<double>::infinity()})
    CHECK_THROWS_AS(quantize_bias(1, scale, Rounding::half_even), ModelError);
  CHECK_THROWS_AS(quantize_bias(std::nan(""), 1, Rounding::half_even), ModelError);
}

TEST_CASE("padding is the input's zero point, and its correction is the weights' sum", "[T8][C6][C8]") {
  check_padding({{{1, 0, -1}, {2, 1, -2}, {1, 0, -1}}},
                {{{{-9, 9}, {-9, 7}}}, {{{-18, 18}, {-18, 16}}}, {{{-6, 12}, {-6, 10}}}, -3});
  check_padding({{{1, 1, 1}, {1, 2, 1}, {1, 1, 1}}},
                {{{{12, 14}, {11, 13}}}, {{{-3, -1}, {-4, -2}}}, {{{42, 44}, {41, 43}}}, -30});
}

TEST_CASE("zero points taken off operands and off the sum agree", "[T8]") {
  CHECK(rc::check([] {
    const DotProduct product = random_dot_product();
    RC_ASSERT(product.raw() + zero_point_correction(product.zero, product.sums()) == product.centred());
  }));
}

TEST_CASE("both ways of zero points give the same output codes", "[T8][C4]") {
  CHECK(rc::check([] {
    const DotProduct product = random_dot_product();
    const CodeSums sums = product.sums();
    PostProcessing description;
    description.multipliers = {0.0037};
    description.mode =
        *rc::gen::element(RequantMode::float64_half_even, RequantMode::float64_half_away, RequantMode::gemmlowp,
                          RequantMode::single_rounding, RequantMode::shift_truncate);
    description.bias = {*rc::gen::inRange(-100000, 100000)};
    description.zero_point = *rc::gen::inRange(-128, 128);
    const PostProcess of_centred{description};
    description.correction = {zero_point_correction(product.zero, {sums.length, sums.weights, 0})};
    const PostProcess of_raw{description};
    const std::int64_t of_output = zero_point_correction(product.zero, {0, 0, sums.inputs});
    RC_ASSERT(of_raw(product.raw() + of_output, 0) == of_centred(product.centred(), 0));
  }));
}

TEST_CASE("one product of two is right with 0 in the input's range, and 94 steps off without", "[C4][C5][T6]") {
  const double weight_scale = 0.7 / 127;
  const double output_scale = 0.95 / 255;
  const auto code = [&](double input_scale, std::int32_t bias, std::int64_t first, std::int64_t second,
                        std::int64_t sum) {
    CHECK(quantize_bias(0.1, input_scale * weight_scale, Rounding::half_even) == bias);
    CHECK(first * 54 + second * 127 + bias == sum);
    PostProcessing description;
    description.multipliers = {input_scale * weight_scale / output_scale};
    description.bias = {bias};
    description.lowest = 0;
    description.highest = 255;
    return PostProcess{description}(first * 54 + second * 127, 0);
  };
  CHECK(code(1.0 / 255, 4626, 128, 255, 43923) == 255);
  CHECK(code(0.5 / 255, 9253, 255, 255, 55408) == 255 - 94);
}

TEST_CASE("each channel has its multiplier, bias and correction, or shares a single one", "[C4][C5]") {
  PostProcessing description;
  description.multipliers = {0.5, 0.25};
  description.bias = {10, -10};
  description.correction = {100};
  const PostProcess post_process{description};
  CHECK(post_process(0, 0) == 55);
  CHECK(post_process(0, 1) == 22);  // 22.5, ties to even
  description.multipliers = {0.5};
  CHECK(PostProcess{description}(0, 1) == 45);
  description.bias = {};
  description.correction = {};
  CHECK(PostProcess{description}(7, 1000) == 4);
}

TEST_CASE("the output's zero point comes before the clamp, whatever the sum", "[C4]") {
  PostProcessing description;
  description.zero_point = 10;
  description.lowest = 0;
  description.highest = 255;
  const PostProcess post_process{description};
  CHECK(post_process(-10, 0) == 0);
  CHECK(post_process(-11, 0) == 0);
  CHECK(post_process(-9, 0) == 1);
  CHECK(post_process(245, 0) == 255);
  CHECK(post_process(246, 0) == 255);
  description.multipliers = {0x1p60};
  description.lowest = kMin;
  description.highest = kMax;
  CHECK(PostProcess{description}(1 << 20, 0) == kMax);
  CHECK(PostProcess{description}(-(1 << 20), 0) == kMin);
}

TEST_CASE("a relu is at the output's zero point, and a clamp from there is the same", "[C4]") {
  PostProcessing description;
  description.zero_point = -20;
  description.activation = Activation::relu;
  const PostProcess relu{description};
  description.activation = Activation::none;
  description.lowest = description.zero_point;
  const PostProcess clamp{description};
  CHECK(relu(-1, 0) == -20);
  CHECK(relu(1, 0) == -19);
  for (std::int64_t sum = -300; sum <= 300; ++sum) CHECK(relu(sum, 0) == clamp(sum, 0));
}

TEST_CASE("a table of the codes themselves changes nothing", "[C4]") {
  PostProcessing description;
  const PostProcess without{description};
  description.activation = Activation::table;
  description.table = identity_table();
  const PostProcess with{description};
  for (std::int64_t sum = -300; sum <= 300; ++sum) CHECK(with(sum, 0) == without(sum, 0));
}

TEST_CASE("a table is entered with the code before the activation, saturated to 8 bits", "[C4]") {
  PostProcessing description;
  description.multipliers = {0x1p40};
  description.activation = Activation::table;
  description.table = identity_table();
  description.table[0] = 7;
  description.table[30] = 8;
  description.table[255] = 9;
  description.table_zero = 30;
  description.zero_point = 50;
  const PostProcess post_process{description};
  CHECK(post_process(0, 0) == 58);
  CHECK(post_process(1, 0) == 59);
  CHECK(post_process(-1, 0) == 57);
  CHECK(post_process(std::int64_t{1} << 47, 0) == 59);
  CHECK(post_process(-(std::int64_t{1} << 47), 0) == 57);
}

TEST_CASE("post-processing is monotone in the sum and stays within its codes", "[C4]") {
  CHECK(rc::check([] {
    PostProcessing description;
    description.multipliers = {std::ldexp(*rc::gen::inRange(1, 1000), *rc::gen::inRange(-30, 4))};
    description.mode = *rc::gen::element(RequantMode::float64_half_even, RequantMode::gemmlowp,
                                         RequantMode::single_rounding, RequantMode::shift_truncate);
    description.activation = *rc::gen::element(Activation::none, Activation::relu, Activation::table);
    description.table = identity_table();
    description.table_zero = *rc::gen::inRange(0, 256);
    description.zero_point = *rc::gen::inRange(-128, 128);
    const PostProcess post_process{description};
    const auto sum = *rc::gen::inRange<std::int64_t>(-(std::int64_t{1} << 47), std::int64_t{1} << 47);
    const auto smaller = sum >> *rc::gen::inRange(0, 47);
    const std::int32_t code = post_process(smaller, 0);
    RC_ASSERT(code >= -128);
    RC_ASSERT(code <= 127);
    RC_ASSERT(code <= post_process(smaller + 1, 0));
  }));
}

TEST_CASE("post-processing refuses lists, tables and ranges that do not fit", "[C4]") {
  const auto refuses = [](auto change) {
    PostProcessing description;
    change(description);
    CHECK_THROWS_AS(PostProcess{description}, ModelError);
  };
  refuses([](PostProcessing& description) { description.multipliers = {}; });
  refuses([](PostProcessing& description) { description.multipliers = {0.5, -0.5}; });
  refuses([](PostProcessing& description) { description.bias = {1, 2}, description.multipliers = {1, 1, 1}; });
  refuses([](PostProcessing& description) { description.bias = {1, 2}, description.correction = {1, 2, 3}; });
  refuses([](PostProcessing& description) { description.activation = Activation::table; });
  refuses([](PostProcessing& description) { description.lowest = 128; });
}
