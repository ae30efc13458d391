// Float convolutions beside sums over their definition, in double.
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "models/errors.hpp"
#include "models/reference/convolution.hpp"
#include "tests/support/random_numbers.hpp"

using namespace systole::models;
using namespace systole::tests;

namespace {

std::vector<double> definition(const ConvolutionShape& s, const std::vector<float>& input,
                               const std::vector<float>& weights, const std::vector<float>& bias) {
  const auto pixels = static_cast<std::size_t>(s.rows.out * s.cols.out);
  const auto filters = static_cast<std::size_t>(s.groups * s.filters);
  std::vector<double> sums(static_cast<std::size_t>(s.output_size()));
  for (std::size_t i = 0; i < sums.size(); ++i) sums[i] = bias.empty() ? 0 : double{bias[i / pixels % filters]};
  for_each_product(
      s, [&](std::size_t to, std::size_t x, std::size_t w) { sums[to] += double{input[x]} * double{weights[w]}; });
  return sums;
}

/// Operands lie in [-1, 1]: a sum of n products in floats, in any order, is off by less than n · n · 2^-24.
void check_close(const std::vector<float>& found, const std::vector<double>& expected, std::int64_t products) {
  const double terms = static_cast<double>(products) + 1;
  double worst = 0;
  for (std::size_t i = 0; i < found.size(); ++i) worst = std::max(worst, std::abs(double{found[i]} - expected[i]));
  CHECK(worst <= terms * terms * std::ldexp(1.0, -24));
}

void check_like_definition(RandomNumbers& random, const ConvolutionShape& s) {
  CAPTURE(s.images, s.groups, s.channels, s.filters, s.rows.in, s.rows.out, s.rows.kernel, s.rows.stride,
          s.rows.dilation, s.rows.pad_before, s.cols.in, s.cols.out, s.cols.kernel, s.cols.stride, s.cols.dilation,
          s.cols.pad_before);
  const auto weights = random.floats(s.weight_size());
  const auto bias = random.floats(random.number(0, 1) * s.groups * s.filters);
  FloatConvolution convolution{s, weights, bias};
  std::vector<float> output(static_cast<std::size_t>(s.output_size()));
  for (int run = 0; run < 2; ++run) {
    const auto input = random.floats(s.input_size());
    convolution.run(input, output);
    check_close(output, definition(s, input, weights, bias), s.reduction());
  }
}

}  // namespace

TEST_CASE("a float convolution with any groups, dilation, stride and padding is its definition", "[Q1]") {
  RandomNumbers random{11};
  for (int i = 0; i < 120; ++i)
    check_like_definition(random, {random.number(1, 2), random.number(1, 3), random.number(1, 20), random.number(1, 9),
                                   random.axis(), random.axis()});
}

TEST_CASE("a float convolution over one axis is one with a plain second", "[Q1]") {
  RandomNumbers random{12};
  for (int i = 0; i < 40; ++i)
    check_like_definition(
        random, {random.number(1, 3), random.number(1, 4), 1, random.number(1, 2), plain_axis(1), random.axis()});
}

TEST_CASE("a float convolution of a box adds up its window", "[Q1]") {
  // 1 2 3 / 4 5 6 / 7 8 9, padded by one, under a 3 x 3 of ones.
  const ConvolutionShape s{1, 1, 1, 1, {3, 3, 3, 1, 1, 1}, {3, 3, 3, 1, 1, 1}};
  const std::vector<float> image{1, 2, 3, 4, 5, 6, 7, 8, 9};
  std::vector<float> output(9);
  FloatConvolution{s, std::vector<float>(9, 1.0F), std::vector<float>{0.5F}}.run(image, output);
  CHECK(output == std::vector<float>{12.5F, 21.5F, 16.5F, 27.5F, 45.5F, 33.5F, 24.5F, 39.5F, 28.5F});
}

TEST_CASE("a float convolution refuses spans that do not fit its shape", "[Q1]") {
  const ConvolutionShape s{1, 1, 2, 1, plain_axis(2), plain_axis(2)};
  const std::vector<float> two(2);
  std::vector<float> four(4);
  const std::vector<float> eight(8);
  CHECK_THROWS_AS((FloatConvolution{s, four}), ModelError);
  CHECK_THROWS_AS((FloatConvolution{s, two, two}), ModelError);
  FloatConvolution convolution{s, two};
  CHECK_THROWS_AS(convolution.run(two, four), ModelError);
  CHECK_NOTHROW(convolution.run(eight, four));
}
