// oneDNN's convolutions and products in each arithmetic that is exact, beside a loop over their definition.
#include <catch2/catch.hpp>
#include <vector>

#include "models/errors.hpp"
#include "models/numerics/exact_convolution.hpp"
#include "tests/support/random_numbers.hpp"

using namespace systole::models;
using namespace systole::tests;

namespace {

std::vector<std::int64_t> definition(const ConvolutionShape& s, const std::vector<std::int16_t>& input,
                                     const std::vector<std::int16_t>& weights) {
  std::vector<std::int64_t> sums(static_cast<std::size_t>(s.output_size()));
  for_each_product(
      s, [&](std::size_t to, std::size_t x, std::size_t w) { sums[to] += std::int64_t{input[x]} * weights[w]; });
  return sums;
}

/// The results of every arithmetic that is exact for these operands.
template <class Compute>
void check_all(const std::vector<std::int64_t>& expected, Compute compute, bool floats) {
  CHECK(compute(ExactArithmetic::automatic) == expected);
  CHECK(compute(ExactArithmetic::loop) == expected);
  if (floats) CHECK(compute(ExactArithmetic::float_slices) == expected);
}

}  // namespace

TEST_CASE("convolutions of 8, 9 and 16 bit operands are those of the definition", "[C6]") {
  RandomNumbers random{3};
  const int ranges[][4] = {
      {-128, 127, -128, 127}, {0, 255, -128, 127}, {-255, 255, -255, 255}, {-32768, 32767, -99, 99}};
  for (int i = 0; i < 160; ++i) {
    ConvolutionShape shape{random.number(1, 2), random.number(1, 3), random.number(1, 40),
                           random.number(1, 9), random.axis(),       random.axis()};
    const auto& range = ranges[i % 4];
    const auto input = random.operands(shape.images * shape.groups * shape.channels * shape.rows.in * shape.cols.in,
                                       range[0], range[1]);
    const auto weights = random.operands(
        shape.groups * shape.filters * shape.channels * shape.rows.kernel * shape.cols.kernel, range[2], range[3]);
    CAPTURE(i, shape.images, shape.groups, shape.channels, shape.filters, shape.rows.in, shape.rows.out,
            shape.rows.kernel, shape.rows.stride, shape.rows.dilation, shape.rows.pad_before, shape.cols.in,
            shape.cols.out, shape.cols.kernel, shape.cols.stride, shape.cols.dilation, shape.cols.pad_before);
    check_all(
        definition(shape, input, weights),
        [&](ExactArithmetic by) { return exact_convolution(shape, input, weights, by); }, i % 4 < 3);
  }
}

TEST_CASE("windows of one position make products, exact for long rows at the ends of their range", "[C6]") {
  RandomNumbers random{4};
  const int ranges[][4] = {
      {-128, 127, -128, 127}, {0, 255, -128, 127}, {-255, 255, -255, 255}, {-32768, 32767, -99, 99}};
  for (int i = 0; i < 80; ++i) {
    const ConvolutionShape shape{1,
                                 random.number(1, 3),
                                 random.number(1, 3000),
                                 random.number(1, 40),
                                 plain_axis(random.number(1, 20)),
                                 plain_axis(1)};
    const auto& range = ranges[i % 4];
    const auto a = random.operands(shape.groups * shape.channels * shape.rows.in, range[0], range[1]);
    const auto b = random.operands(shape.groups * shape.filters * shape.channels, range[2], range[3]);
    CAPTURE(i);
    check_all(
        definition(shape, a, b), [&](ExactArithmetic by) { return exact_convolution(shape, a, b, by); }, i % 4 < 3);
  }
}

// oneDNN's int8 primitives, which add up in 32 bits, round here: they pass their sums through floats.
TEST_CASE("sums beyond 2^24 keep their last bit", "[C6]") {
  RandomNumbers random{5};
  for (const std::int64_t kernel : {1, 3}) {
    for (const std::int64_t channels : {518, 1334}) {
      WindowAxis cols = plain_axis(random.number(3, 6));
      cols.kernel = kernel;
      cols.pad_before = kernel / 2;
      const std::int64_t groups = kernel == 1 ? 2 : 1;
      const ConvolutionShape shape{1, groups, channels, 8, {1, 1, 1, kernel, kernel, 0}, cols};
      for (const auto& [low_a, high_a] : {std::pair{-128, -127}, std::pair{254, 255}, std::pair{126, 127}}) {
        std::vector<std::int16_t> input(static_cast<std::size_t>(groups * channels * cols.in));
        for (auto& value : input) value = static_cast<std::int16_t>(random.number(low_a, high_a));
        std::vector<std::int16_t> weights(static_cast<std::size_t>(groups * shape.filters * channels * kernel));
        for (auto& value : weights) value = static_cast<std::int16_t>(random.number(-128, -127));
        CAPTURE(kernel, channels, low_a);
        check_all(
            definition(shape, input, weights),
            [&](ExactArithmetic by) { return exact_convolution(shape, input, weights, by); }, true);
      }
    }
  }
}

TEST_CASE("operands that do not fit the shape, or a forced arithmetic that is not exact, are refused", "[C6]") {
  const std::vector<std::int16_t> huge{-32768, -32768};
  const std::vector<std::int16_t> wide{1000, 1};
  const std::vector<std::int16_t> b{1, 1};
  const ConvolutionShape two{1, 1, 2, 1, plain_axis(1), plain_axis(1)};
  const ConvolutionShape three{1, 1, 3, 1, plain_axis(1), plain_axis(1)};
  CHECK_THROWS_AS(exact_convolution(two, huge, huge, ExactArithmetic::float_slices), ModelError);
  CHECK(exact_convolution(two, huge, huge).front() == 2 * 32768LL * 32768);
  CHECK_THROWS_AS(exact_convolution(three, wide, b), ModelError);
  CHECK(exact_convolution(two, wide, b).front() == 1001);
}
