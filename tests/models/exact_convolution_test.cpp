// oneDNN's convolutions and products in each arithmetic that is exact, beside a loop over their definition.
#include <catch2/catch.hpp>
#include <optional>
#include <random>

#include "models/array/accumulate.hpp"
#include "models/errors.hpp"
#include "models/numerics/exact_convolution.hpp"
#include "models/numerics/ordered_product.hpp"

using namespace systole::models;

namespace {

class Random {
 public:
  explicit Random(unsigned seed) : engine_{seed} {}
  std::int64_t number(std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>{low, high}(engine_);
  }
  /// Mostly the ends of the range, where sums of pairs would leave 16 bits.
  std::vector<std::int16_t> operands(std::int64_t count, int low, int high) {
    std::vector<std::int16_t> values;
    const bool extreme = number(0, 1) == 1;
    for (std::int64_t i = 0; i < count; ++i)
      values.push_back(static_cast<std::int16_t>(extreme ? (number(0, 9) == 0 ? low : high) : number(low, high)));
    return values;
  }
  WindowAxis axis() {
    WindowAxis axis;
    axis.kernel = number(1, 4);
    axis.stride = number(1, 3);
    axis.dilation = number(1, 2);
    axis.pad_before = number(0, axis.kernel - 1);
    const std::int64_t pad_after = number(0, 3);
    axis.in = number(axis.dilation * (axis.kernel - 1) + 1, 14);
    axis.out = (axis.in + axis.pad_before + pad_after - axis.dilation * (axis.kernel - 1) - 1) / axis.stride + 1;
    return axis;
  }

 private:
  std::mt19937 engine_;
};

std::vector<std::int64_t> definition(const ConvolutionShape& s, const std::vector<std::int16_t>& input,
                                     const std::vector<std::int16_t>& weights) {
  std::vector<std::int64_t> sums;
  for (std::int64_t i = 0; i < s.images; ++i)
    for (std::int64_t f = 0; f < s.groups * s.filters; ++f)
      for (std::int64_t oy = 0; oy < s.rows.out; ++oy)
        for (std::int64_t ox = 0; ox < s.cols.out; ++ox) {
          std::int64_t sum = 0;
          for (std::int64_t c = 0; c < s.channels; ++c)
            for (std::int64_t ky = 0; ky < s.rows.kernel; ++ky)
              for (std::int64_t kx = 0; kx < s.cols.kernel; ++kx) {
                const std::int64_t y = oy * s.rows.stride + ky * s.rows.dilation - s.rows.pad_before;
                const std::int64_t x = ox * s.cols.stride + kx * s.cols.dilation - s.cols.pad_before;
                if (y < 0 || y >= s.rows.in || x < 0 || x >= s.cols.in) continue;
                const std::int64_t channel = (i * s.groups + f / s.filters) * s.channels + c;
                sum +=
                    std::int64_t{input[static_cast<std::size_t>((channel * s.rows.in + y) * s.cols.in + x)]} *
                    weights[static_cast<std::size_t>(((f * s.channels + c) * s.rows.kernel + ky) * s.cols.kernel + kx)];
              }
          sums.push_back(sum);
        }
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
  Random random{3};
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
  Random random{4};
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

TEST_CASE("operands that do not fit the shape, or a forced arithmetic that is not exact, are refused", "[C6]") {
  const std::vector<std::int16_t> wide{1000, 1};
  const std::vector<std::int16_t> b{1, 1};
  const ConvolutionShape two{1, 1, 2, 1, plain_axis(1), plain_axis(1)};
  const ConvolutionShape three{1, 1, 3, 1, plain_axis(1), plain_axis(1)};
  CHECK_THROWS_AS(exact_convolution(two, wide, b, ExactArithmetic::int8), ModelError);
  CHECK_THROWS_AS(exact_convolution(three, wide, b), ModelError);
  CHECK(exact_convolution(two, wide, b).front() == 1001);
}

TEST_CASE("sums that leave the accumulator are those of its steps in order", "[C2]") {
  // The published sequence: 3 x 16129, then -16129, in 16 bits (true 32258).
  const std::vector<std::int16_t> a{127, 127, 127, -127};
  const std::vector<std::int16_t> b{127, 127, 127, 127};
  std::vector<std::int64_t> c{0};
  CHECK(ordered_product({16, Overflow::saturate}, {1, 4, 1}, a, b, c) == 1);
  CHECK(c[0] == 16638);
  c[0] = 0;
  CHECK(ordered_product({16, Overflow::wrap}, {1, 4, 1}, a, b, c) == 2);
  CHECK(c[0] == 32258);
  Random random{5};
  for (int i = 0; i < 60; ++i) {
    const Accumulator accumulator{static_cast<int>(random.number(14, 40)),
                                  i % 2 == 0 ? Overflow::saturate : Overflow::wrap};
    const MatrixShape s{random.number(1, 5), random.number(1, 300), random.number(1, 70)};
    const auto x = random.operands(s.m * s.k, -128, 127);
    const auto y = random.operands(s.k * s.n, -128, 127);
    std::vector<std::int64_t> found(static_cast<std::size_t>(s.m * s.n), 17);
    std::vector<std::int64_t> expected = found;
    std::int64_t overflows = 0;
    for (std::size_t at = 0; at < expected.size(); ++at)
      for (std::int64_t k = 0; k < s.k; ++k) {
        const auto m = static_cast<std::int64_t>(at) / s.n;
        const auto n = static_cast<std::int64_t>(at) % s.n;
        const std::int64_t exact = expected[at] + std::int64_t{x[static_cast<std::size_t>(m * s.k + k)]} *
                                                      y[static_cast<std::size_t>(k * s.n + n)];
        expected[at] = accumulate(accumulator, 0, exact);
        if (expected[at] != exact) ++overflows;
      }
    CAPTURE(i);
    CHECK(ordered_product(accumulator, s, x, y, found) == overflows);
    CHECK(found == expected);
  }
}
