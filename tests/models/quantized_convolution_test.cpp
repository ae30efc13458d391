// Whole quantised layers beside the plain loop and the scalar post-processing: every code.
#include "models/numerics/quantized_convolution.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>
#include <tuple>
#include <vector>

#include "models/errors.hpp"
#include "models/numerics/exact_convolution.hpp"
#include "models/numerics/turn_codes.hpp"
#include "models/onednn/int8_support.hpp"
#include "models/onednn/one_thread.hpp"
#include "models/onednn/parallel_parts.hpp"

using namespace systole::models;

namespace {

using Vector = std::vector<std::int16_t>;

class Random {
 public:
  explicit Random(unsigned seed) : engine_{seed} {}
  std::int64_t number(std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>{low, high}(engine_);
  }
  Vector vector(std::int64_t count, std::int64_t low, std::int64_t high) {
    Vector values(static_cast<std::size_t>(count));
    for (auto& value : values) value = static_cast<std::int16_t>(number(low, high));
    return values;
  }
  WindowAxis axis() {
    WindowAxis axis;
    axis.kernel = number(1, 4);
    axis.stride = number(1, 3);
    axis.dilation = number(1, 2);
    axis.pad_before = number(0, 2);
    const std::int64_t extent = axis.dilation * (axis.kernel - 1) + 1;
    axis.in = number(extent, extent + 12);
    axis.out = (axis.in + axis.pad_before + number(0, 2) - extent) / axis.stride + 1;
    return axis;
  }

 private:
  std::mt19937_64 engine_;
};

PostProcessing post_of(Random& random, const ConvolutionShape& s, std::int64_t reach) {
  PostProcessing post;
  post.mode = static_cast<RequantMode>(random.number(0, 4));
  post.multipliers.clear();
  const bool alike = random.number(0, 3) == 0;
  for (std::int64_t i = 0; i < s.groups * s.filters; ++i) {
    if (i == 0 || !alike)
      post.multipliers.push_back(static_cast<double>(random.number(100, 400)) / static_cast<double>(reach));
    post.bias.push_back(static_cast<std::int32_t>(random.number(-reach / 4, reach / 4)));
  }
  if (random.number(0, 1) == 0) post.bias.clear();
  post.activation = random.number(0, 1) == 0 ? Activation::relu : Activation::none;
  post.zero_point = static_cast<std::int32_t>(random.number(-128, 127));
  return post;
}

/// [outer][slow][fast] to [outer][fast][slow].
Vector turned(const Vector& values, std::size_t outer, std::size_t slow, std::size_t fast) {
  Vector result(values.size());
  for (std::size_t o = 0; o < outer; ++o)
    for (std::size_t i = 0; i < slow; ++i)
      for (std::size_t j = 0; j < fast; ++j) result[(o * fast + j) * slow + i] = values[(o * slow + i) * fast + j];
  return result;
}

Vector definition(const ConvolutionShape& s, const Vector& codes, const Vector& weights, std::int32_t zero_point,
                  const PostProcessing& description) {
  Vector centred;
  for (const std::int16_t code : codes) centred.push_back(static_cast<std::int16_t>(code - zero_point));
  const std::vector<std::int64_t> sums = exact_convolution(s, centred, weights);
  const PostProcess post{description};
  const auto pixels = static_cast<std::size_t>(s.rows.out * s.cols.out);
  const auto filters = static_cast<std::size_t>(s.groups * s.filters);
  Vector result;
  for (std::size_t i = 0; i < sums.size(); ++i)
    result.push_back(static_cast<std::int16_t>(post(sums[i], i / pixels % filters)));
  return result;
}

void check(Random& random, const ConvolutionShape& s, const CodeInput& input, std::int64_t weight) {
  const Vector codes = random.vector(s.input_size(), input.codes.lowest, input.codes.highest);
  const Vector weights = random.vector(s.weight_size(), -weight, weight);
  const PostProcessing post = post_of(random, s, s.reduction() * weight * input.codes.width() / 4);
  const Vector expected = definition(s, codes, weights, input.zero_point, post);
  CAPTURE(s.images, s.groups, s.channels, s.filters, s.rows.in, s.cols.in, s.rows.out, s.cols.out, input.zero_point,
          static_cast<int>(post.mode));
  Vector result(expected.size());
  QuantizedConvolution first{s, weights, input, post};
  first.run(codes, result);
  CHECK(result == expected);
  first.run(codes, result);  // padding is still there
  CHECK(result == expected);
  const auto images = static_cast<std::size_t>(s.images);
  QuantizedConvolution last{s, weights, input, post, ChannelOrder::last};
  last.run(turned(codes, images, codes.size() / images / static_cast<std::size_t>(s.rows.in * s.cols.in),
                  static_cast<std::size_t>(s.rows.in * s.cols.in)),
           result);
  const auto filters = static_cast<std::size_t>(s.groups * s.filters);
  CHECK(result == turned(expected, images, filters, expected.size() / images / filters));
}

constexpr CodeInput kInputs[] = {{{0, 255}, 0}, {{-128, 127}, 0}, {{0, 255}, 100}, {{-128, 127}, -17}, {{0, 255}, 255}};

}  // namespace

TEST_CASE("quantised layers of any shape give the codes of the plain loop", "[C6][C4]") {
  Random random{31};
  for (int i = 0; i < 60; ++i) {
    ConvolutionShape s{random.number(1, 3), 1, random.number(1, 70), random.number(1, 70), random.axis(),
                       random.axis()};
    if (i % 3 == 1) s.groups = random.number(2, 3);
    if (i % 3 == 2) std::tie(s.groups, s.channels, s.filters) = std::tuple{random.number(2, 70), 1, 1};
    check(random, s, kInputs[i % 5], i % 2 == 0 ? 127 : 20);
  }
}

TEST_CASE("layers that are done in bands of rows give the same codes", "[C6]") {
  Random random{32};
  for (const CodeInput& input : {kInputs[0], kInputs[2]}) {
    check(random, {1, 1, 3, 80, {90, 90, 3, 1, 1, 1}, {61, 61, 3, 1, 1, 1}}, input, 20);
    check(random, {2, 1, 2, 128, {67, 34, 3, 2, 1, 1}, {130, 65, 2, 2, 1, 0}}, input, 20);
    check(random, {1, 1, 5, 600, plain_axis(500), plain_axis(1)}, input, 20);
  }
}

TEST_CASE("windows that leave input between them keep every sum", "[C6]") {
  // oneDNN 2.6 on AMX: wrong codes with one thread too.
  Random random{33};
  const OneThread one_thread;
  for (int i = 0; i < 3; ++i) {
    check(random, {1, 1, 80, 200, {14, 5, 1, 3, 1, 0}, {20, 7, 2, 3, 1, 0}}, kInputs[0], 20);
    check(random, {1, 1, 260, 165, {13, 7, 1, 2, 1, 0}, {18, 10, 3, 2, 1, 2}}, kInputs[0], 20);
    check(random, {1, 1, 192, 184, {16, 6, 1, 3, 1, 0}, {16, 9, 2, 2, 1, 1}}, kInputs[0], 20);
  }
}

TEST_CASE("codes of more than 8 bits go the long way to the same codes", "[C6]") {
  Random random{34};
  const ConvolutionShape s{2, 2, 3, 4, random.axis(), random.axis()};
  check(random, s, {{-1000, 1000}, 3}, 300);
  Vector weights(static_cast<std::size_t>(s.weight_size()), 1);
  CHECK_FALSE(QuantizedConvolution(s, weights, {{-1000, 1000}, 3}, {}).uses_bytes());
  CHECK(QuantizedConvolution(s, weights, kInputs[2], {}).uses_bytes() == int8_adds_exactly());
}

TEST_CASE("quantised layers refuse what does not fit", "[C6]") {
  const ConvolutionShape s{1, 1, 2, 2, plain_axis(4), plain_axis(1)};
  const Vector weights{1, 2, 3, 4};
  PostProcessing post;
  post.multipliers = {1, 1, 1};
  CHECK_THROWS_AS(QuantizedConvolution(s, weights, kInputs[0], post), ModelError);
  CHECK_THROWS_AS(QuantizedConvolution(s, Vector{1, 2, 3}, kInputs[0], {}), ModelError);
  CHECK_THROWS_AS(
      QuantizedConvolution({1, 1, 66000, 1, plain_axis(1), plain_axis(1)}, Vector(66000, -128), kInputs[0], {}),
      ModelError);
  QuantizedConvolution layer{s, weights, kInputs[0], {}};
  Vector output(8);
  CHECK_THROWS_AS(layer.run(Vector(7), output), ModelError);
  CHECK_THROWS_AS(layer.run(Vector(8, 256), output), ModelError);
  CHECK_THROWS_AS(layer.run(Vector(8, -1), output), ModelError);
  output.resize(7);
  CHECK_THROWS_AS(layer.run(Vector(8), output), ModelError);
}

TEST_CASE("matrices are turned around, whole blocks and edges", "[C6]") {
  for (const auto& [rows, cols] : {std::pair{1, 1}, {7, 40}, {8, 8}, {16, 33}, {50, 17}, {64, 64}}) {
    const auto r = static_cast<std::size_t>(rows);
    const auto c = static_cast<std::size_t>(cols);
    Vector from(r * c);
    std::vector<std::uint8_t> bytes(r * c);
    for (std::size_t i = 0; i < from.size(); ++i) from[i] = static_cast<std::int16_t>(i * 31);
    std::transform(from.begin(), from.end(), bytes.begin(), [](auto v) { return static_cast<std::uint8_t>(v >> 3); });
    Vector to(r * c);
    std::vector<std::uint8_t> to_bytes(r * c);
    turn({from.data(), c}, {to.data(), r}, r, c);
    turn({bytes.data(), c}, {to_bytes.data(), r}, r, c);
    CAPTURE(rows, cols);
    CHECK(to == turned(from, 1, r, c));
    for (std::size_t i = 0; i < r * c; ++i) CHECK(to_bytes[i % c * r + i / c] == bytes[i]);
  }
}

TEST_CASE("a loop in parts does every element once, and throws what a part throws", "[C6]") {
  for (const std::size_t count : {0U, 1U, 7U, 1000U}) {
    std::vector<int> done(count);
    for_each_part(count, 10, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) ++done[i];
    });
    CHECK(std::all_of(done.begin(), done.end(), [](int times) { return times == 1; }));
  }
  CHECK_THROWS_AS(for_each_part(100, 1, [](std::size_t, std::size_t) { throw ModelError{"no"}; }), ModelError);
}
