// The int8 path beside the plain loop: every bit, at the ends of the ranges, on every instruction set.
#include <algorithm>
#include <catch2/catch.hpp>
#include <vector>

#include "models/errors.hpp"
#include "models/numerics/exact_convolution.hpp"
#include "models/numerics/int8_convolution.hpp"
#include "models/onednn/int8_support.hpp"
#include "tests/support/random_numbers.hpp"

using namespace systole::models;
using namespace systole::tests;

namespace {

using Codes = std::vector<std::int16_t>;

struct Operands {
  OperandRange input;
  OperandRange weights;
};

/// int8 x int8, uint8 x int8, and 9-bit operands: codes of 0..255 less a zero point.
const std::vector<Operands> kOperands = {{{-128, 127}, {-128, 127}}, {{0, 255}, {-128, 127}}, {{-37, 218}, {-128, 127}},
                                         {{-255, 0}, {-90, 165}},    {{0, 255}, {-255, 0}},   {{-128, 127}, {0, 255}},
                                         {{-200, 55}, {-127, 127}},  {{-8, 7}, {-2, 1}}};

/// From [images][outer][inner] to [images][inner][outer].
template <class T>
std::vector<T> turned(const std::vector<T>& values, std::int64_t images, std::int64_t outer) {
  std::vector<T> result;
  const std::int64_t inner = static_cast<std::int64_t>(values.size()) / images / outer;
  for (std::int64_t image = 0; image < images; ++image)
    for (std::int64_t i = 0; i < inner; ++i)
      for (std::int64_t o = 0; o < outer; ++o)
        result.push_back(values[static_cast<std::size_t>((image * outer + o) * inner + i)]);
  return result;
}

std::vector<std::int64_t> wide(const std::vector<std::int32_t>& sums) {
  return {sums.begin(), sums.end()};
}

void check_exact(const ConvolutionShape& s, const Codes& input, const Codes& weights, const OperandRange& range) {
  CAPTURE(s.images, s.groups, s.channels, s.filters, s.rows.in, s.rows.out, s.rows.kernel, s.rows.stride,
          s.rows.dilation, s.rows.pad_before, s.cols.in, s.cols.out, s.cols.kernel, s.cols.stride, s.cols.dilation,
          s.cols.pad_before, range.lowest);
  const std::vector<std::int64_t> expected = exact_convolution(s, input, weights, ExactArithmetic::loop);
  std::vector<std::int32_t> sums(expected.size(), -1);
  Int8Convolution convolution{s, weights, range};
  convolution.run(input, sums);
  CHECK(wide(sums) == expected);
  convolution.run(input, sums);  // with what the first has left in its scratch memory
  CHECK(wide(sums) == expected);
  Int8Convolution last{s, weights, range, ChannelOrder::last};
  last.run(turned(input, s.images, s.groups * s.channels), sums);
  CHECK(wide(sums) == turned(expected, s.images, s.groups * s.filters));
}

}  // namespace

TEST_CASE("int8 convolutions of any shape give the plain loop's sums, 8 and 9 bit operands alike", "[C6][T20]") {
  RandomNumbers random{51};
  for (int i = 0; i < 96; ++i) {
    const ConvolutionShape s{random.number(1, 2),  random.number(1, 3), random.number(1, 40),
                             random.number(1, 20), random.axis(),       random.axis()};
    const auto& [range, of_weights] = kOperands[static_cast<std::size_t>(i) % kOperands.size()];
    check_exact(s, random.operands(s.input_size(), range.lowest, range.highest),
                random.operands(s.weight_size(), of_weights.lowest, of_weights.highest), range);
  }
}

TEST_CASE("depthwise convolutions give the plain loop's sums", "[C6]") {
  RandomNumbers random{52};
  for (int i = 0; i < 24; ++i) {
    const ConvolutionShape s{random.number(1, 2), random.number(1, 70), 1,
                             random.number(1, 2), random.axis(),        random.axis()};
    const auto& [range, of_weights] = kOperands[static_cast<std::size_t>(i) % kOperands.size()];
    check_exact(s, random.operands(s.input_size(), range.lowest, range.highest),
                random.operands(s.weight_size(), of_weights.lowest, of_weights.highest), range);
  }
}

// Pairs such as 255 · -128 twice leave 16 bits, where instructions before VNNI saturate; sums beyond 2^24 lose their
// last bit in floats. Weights that differ by one make every bit of the sum matter.
TEST_CASE("sums at the ends of the ranges, up to 2^31, keep every bit", "[C6]") {
  RandomNumbers random{53};
  for (const std::int64_t channels : {514, 4096, 65000}) {
    for (const OperandRange range : {OperandRange{-128, 127}, OperandRange{0, 255}}) {
      for (const int high_weight : {-127, 127}) {
        const ConvolutionShape s{1, 1, channels, 3, plain_axis(4), plain_axis(1)};
        const bool positive = random.number(0, 1) == 1;
        const std::int32_t end = positive || range.lowest == 0 ? range.highest - 1 : range.lowest;
        Codes input;
        Codes weights;
        for (std::int64_t k = 0; k < s.input_size(); ++k)
          input.push_back(static_cast<std::int16_t>(end + random.number(0, 1)));
        for (std::int64_t k = 0; k < s.weight_size(); ++k)
          weights.push_back(static_cast<std::int16_t>(high_weight - random.number(0, 1)));
        check_exact(s, input, weights, range);
      }
    }
  }
}

TEST_CASE("long reductions over windows and groups are sliced and stay exact", "[C6]") {
  RandomNumbers random{54};
  WindowAxis axis = plain_axis(5);
  axis.kernel = 3;
  axis.pad_before = 1;
  for (const OperandRange range : {OperandRange{-128, 127}, OperandRange{0, 255}, OperandRange{-3, 252}}) {
    for (const std::int64_t groups : {1, 2}) {
      const ConvolutionShape s{2, groups, 150, 5, axis, axis};
      const Codes input(static_cast<std::size_t>(s.input_size()), static_cast<std::int16_t>(range.highest));
      const Codes weights = random.operands(s.weight_size(), 125, 127);
      check_exact(s, input, weights, range);
      if (int8_adds_exactly()) CHECK(Int8Convolution(s, weights, range).slices() >= 2);
    }
  }
}

TEST_CASE("the published kernels over a zero point of 3 give the published sums", "[C6][T8]") {
  // numerics §4.9: 3 x 3, padded by one, on q = [[5, 7], [4, 6]], zx = 3.
  const WindowAxis axis{2, 2, 3, 1, 1, 1};
  const ConvolutionShape s{1, 1, 1, 1, axis, axis};
  const Codes a{1, 0, -1, 2, 1, -2, 1, 0, -1};
  const Codes b{1, 1, 1, 1, 2, 1, 1, 1, 1};
  std::vector<std::int32_t> sums(4);
  // (x - zx): a 9-bit operand, padding is 0.
  Int8Convolution{s, a, {-3, 252}}.run(Codes{2, 4, 1, 3}, sums);
  CHECK(sums == std::vector<std::int32_t>{-9, 9, -9, 7});
  Int8Convolution{s, b, {-3, 252}}.run(Codes{2, 4, 1, 3}, sums);
  CHECK(sums == std::vector<std::int32_t>{12, 14, 11, 13});
  // Raw codes, padded with the zero point by hand, and -zx · sum w = -3 and -30 added after.
  const ConvolutionShape padded{1, 1, 1, 1, {4, 2, 3, 1, 1, 0}, {4, 2, 3, 1, 1, 0}};
  const Codes raw{3, 3, 3, 3, 3, 5, 7, 3, 3, 4, 6, 3, 3, 3, 3, 3};
  Int8Convolution{padded, a, {0, 255}}.run(raw, sums);
  CHECK(sums == std::vector<std::int32_t>{-6, 12, -6, 10});
  Int8Convolution{padded, b, {0, 255}}.run(raw, sums);
  CHECK(sums == std::vector<std::int32_t>{42, 44, 41, 43});
}

TEST_CASE("bytes give the sums of the codes that they are", "[C6]") {
  RandomNumbers random{55};
  for (int i = 0; i < 20; ++i) {
    const ConvolutionShape s{1, random.number(1, 2), random.number(1, 9), 4, random.axis(), random.axis()};
    const auto weights = random.operands(s.weight_size(), -128, 127);
    const auto input = random.operands(s.input_size(), 0, 127);
    const std::vector<std::uint8_t> bytes(input.begin(), input.end());
    const std::vector<std::int8_t> signed_bytes(input.begin(), input.end());
    const std::vector<std::int64_t> expected = exact_convolution(s, input, weights, ExactArithmetic::loop);
    std::vector<std::int32_t> sums(expected.size());
    for (const OperandRange range : {OperandRange{0, 255}, OperandRange{-128, 127}, OperandRange{-2, 130}}) {
      Int8Convolution convolution{s, weights, range};
      convolution.run(bytes, sums);
      CHECK(wide(sums) == expected);
      convolution.run(signed_bytes, sums);
      CHECK(wide(sums) == expected);
    }
  }
}

// oneDNN's convolutions on AMX fail here when two of its threads compute at once: in nearly every run where they wait
// awake, which CTest's int8_threads has them do, and seldom else.
TEST_CASE("a layer's sums are the same in every run, whatever oneDNN's threads do at once", "[C6]") {
  RandomNumbers random{58};
  const ConvolutionShape s{1, 1, 245, 11, {12, 6, 3, 2, 1, 0}, {2, 1, 2, 3, 1, 1}};
  Codes input(static_cast<std::size_t>(s.input_size()));
  Codes weights(static_cast<std::size_t>(s.weight_size()));
  for (auto& value : input) value = static_cast<std::int16_t>(random.number(-255, 0));
  for (auto& value : weights) value = static_cast<std::int16_t>(random.number(-224, 31));
  const std::vector<std::int64_t> expected = exact_convolution(s, input, weights);
  std::vector<std::int32_t> sums(static_cast<std::size_t>(s.output_size()));
  int different = 0;
  for (int run = 0; run < 1500; ++run) {
    Int8Convolution(s, weights, {-255, 0}).run(input, sums);  // made anew: what both threads have just done matters
    if (!std::equal(sums.begin(), sums.end(), expected.begin())) ++different;
  }
  CHECK(different == 0);
}

TEST_CASE("operands of more than 8 bits go the long way to the same sums", "[C6]") {
  RandomNumbers random{56};
  const ConvolutionShape s{2, 2, 3, 4, random.axis(), random.axis()};
  for (const OperandRange range : {OperandRange{-255, 255}, OperandRange{-32768, 32767}}) {
    const auto weights = random.operands(s.weight_size(), -128, 127);
    check_exact(s, random.operands(s.input_size(), range.lowest, range.highest), weights, range);
    CHECK(Int8Convolution(s, weights, range).slices() == 0);
  }
  check_exact(s, random.operands(s.input_size(), -128, 127), random.operands(s.weight_size(), -255, 255), {-128, 127});
}

TEST_CASE("int8 convolutions refuse sums of more than 32 bits, other sizes and values out of range", "[C6]") {
  const ConvolutionShape s{1, 1, 66000, 1, plain_axis(1), plain_axis(1)};
  CHECK_THROWS_AS(Int8Convolution(s, Codes(66000, -128), {0, 255}), ModelError);
  CHECK_NOTHROW(Int8Convolution(s, Codes(66000, -127), {0, 255}));
  CHECK_THROWS_AS(Int8Convolution(s, Codes(6, 1), {0, 255}), ModelError);
  const ConvolutionShape two{1, 1, 2, 1, plain_axis(1), plain_axis(1)};
  std::vector<std::int32_t> sum(1);
  Int8Convolution convolution{two, Codes{1, 2}, {0, 255}};
  CHECK_THROWS_AS(convolution.run(Codes{0, -1}, sum), ModelError);
  CHECK_THROWS_AS(convolution.run(Codes{256, 1}, sum), ModelError);
  CHECK_THROWS_AS(convolution.run(Codes{1}, sum), ModelError);
  convolution.run(Codes{255, 0}, sum);
  CHECK(sum[0] == 255);
}
