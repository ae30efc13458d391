// Moves of data, each beside indices written out, and rotary embeddings.
#include <catch2/catch.hpp>
#include <cmath>
#include <complex>
#include <numeric>
#include <vector>

#include "models/errors.hpp"
#include "models/reference/layout.hpp"
#include "models/reference/rope.hpp"
#include "tests/support/random_numbers.hpp"

using namespace systole::models;
using namespace systole::tests;

namespace {

using Sizes = std::vector<std::int64_t>;
using Codes = std::vector<std::int16_t>;

std::span<const std::int16_t> in(const Codes& codes) {
  return codes;
}

Codes counting(std::size_t count) {
  Codes codes(count);
  std::iota(codes.begin(), codes.end(), std::int16_t{0});
  return codes;
}

}  // namespace

TEST_CASE("slices put together are a concatenation, and come out again", "[Q1]") {
  // [2][3][2] beside [2][1][2] along axis 1.
  const AxisShape whole{2, 4, 2};
  const Codes a{0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15};
  const Codes b{6, 7, 16, 17};
  Codes joined(16);
  put_slice(whole, 0, in(a), std::span{joined});
  put_slice(whole, 3, in(b), std::span{joined});
  CHECK(joined == Codes{0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 13, 14, 15, 16, 17});
  Codes middle(8);
  take_slice(whole, 1, in(joined), std::span{middle});
  CHECK(middle == Codes{2, 3, 4, 5, 12, 13, 14, 15});
  CHECK_THROWS_AS(take_slice(whole, 3, in(joined), std::span{middle}), ModelError);
  CHECK_THROWS_AS(put_slice(whole, 0, in(middle), std::span{middle}), ModelError);
}

TEST_CASE("transposing by a permutation and by its inverse gives back the tensor", "[Q1]") {
  RandomNumbers random{41};
  for (int i = 0; i < 40; ++i) {
    Sizes shape;
    Sizes axes;
    for (std::int64_t axis = 0; axis < random.number(1, 4); ++axis) {
      shape.push_back(random.number(1, 5));
      axes.insert(axes.begin() + random.number(0, axis), axis);
    }
    Sizes turned_shape;
    Sizes inverse(axes.size());
    std::int64_t elements = 1;
    for (std::size_t axis = 0; axis < axes.size(); ++axis) {
      turned_shape.push_back(shape[static_cast<std::size_t>(axes[axis])]);
      inverse[static_cast<std::size_t>(axes[axis])] = static_cast<std::int64_t>(axis);
      elements *= shape[axis];
    }
    const auto input = random.floats(elements);
    std::vector<float> turned(input.size());
    std::vector<float> back(input.size());
    transpose_axes(shape, axes, std::span<const float>{input}, std::span{turned});
    transpose_axes(turned_shape, inverse, std::span<const float>{turned}, std::span{back});
    CHECK(back == input);
  }
}

TEST_CASE("axes of a transposed tensor come from where the permutation says", "[Q1]") {
  // [2][3][4] to [4][2][3]: element (c, a, b) is (a, b, c) of the input, 12a + 4b + c.
  const Codes input = counting(24);
  Codes output(24);
  transpose_axes(Sizes{2, 3, 4}, Sizes{2, 0, 1}, in(input), std::span{output});
  std::size_t at = 0;
  for (int c = 0; c < 4; ++c)
    for (int a = 0; a < 2; ++a)
      for (int b = 0; b < 3; ++b) CHECK(output[at++] == 12 * a + 4 * b + c);
  CHECK_THROWS_AS(transpose_axes(Sizes{2, 12}, Sizes{0, 0}, in(input), std::span{output}), ModelError);
  CHECK_THROWS_AS(transpose_axes(Sizes{2, 12}, Sizes{0}, in(input), std::span{output}), ModelError);
}

TEST_CASE("patches hold their pixels by row, column and channel, and join to the images again", "[J26]") {
  // Two channels of 2 x 4: channel 0 counts from 0, channel 1 from 10.
  const Codes image{0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 13, 14, 15, 16, 17};
  const PatchShape shape{1, 2, 2, 4, 2};
  Codes patches(16);
  cut_patches(shape, in(image), std::span{patches});
  CHECK(patches == Codes{0, 10, 1, 11, 4, 14, 5, 15, 2, 12, 3, 13, 6, 16, 7, 17});
  Codes back(16);
  join_patches(shape, in(patches), std::span{back});
  CHECK(back == image);
  CHECK_THROWS_AS(cut_patches(PatchShape{1, 2, 2, 4, 3}, in(image), std::span{patches}), ModelError);
}

TEST_CASE("a look-up gives the rows of its indices and refuses others", "[J26]") {
  const Codes table{1, 2, 3, 4, 5, 6};
  Codes output(4);
  look_up(in(table), 2, Sizes{2, 0}, std::span{output});
  CHECK(output == Codes{5, 6, 1, 2});
  CHECK_THROWS_AS(look_up(in(table), 2, Sizes{3, 0}, std::span{output}), ModelError);
  CHECK_THROWS_AS(look_up(in(table), 2, Sizes{-1, 0}, std::span{output}), ModelError);
}

TEST_CASE("rotary embeddings turn pairs as complex numbers, in either convention", "[J26]") {
  RandomNumbers random{42};
  for (const RopePairs pairs : {RopePairs::halves, RopePairs::neighbours}) {
    const RopeShape s{3, 5, 8, pairs};
    const auto input = random.floats(3 * 5 * 8);
    std::vector<float> output(input.size());
    float_rope(s, rope_angles(5, 8), input, output);
    for (std::size_t line = 0; line < 15; ++line)
      for (std::size_t i = 0; i < 4; ++i) {
        const std::size_t x = line * 8 + (pairs == RopePairs::halves ? i : 2 * i);
        const std::size_t y = line * 8 + (pairs == RopePairs::halves ? i + 4 : 2 * i + 1);
        const double angle = static_cast<double>(line % 5) / std::pow(10.0, static_cast<double>(i));
        const auto turned = std::complex<double>{double{input[x]}, double{input[y]}} * std::polar(1.0, angle);
        CHECK(double{output[x]} == Approx(turned.real()).margin(1e-6));
        CHECK(double{output[y]} == Approx(turned.imag()).margin(1e-6));
      }
  }
}

TEST_CASE("products of rotated queries and keys depend on the distance of their positions alone", "[J26]") {
  RandomNumbers random{43};
  const auto query = random.floats(16);
  const auto key = random.floats(16);
  const auto product = [&](std::int64_t at_query, std::int64_t at_key) {
    std::vector<float> q(16);
    std::vector<float> k(16);
    float_rope({1, 1, 16}, rope_angles(1, 16, kRopeBase, at_query), query, q);
    float_rope({1, 1, 16}, rope_angles(1, 16, kRopeBase, at_key), key, k);
    double sum = 0;
    for (std::size_t i = 0; i < 16; ++i) sum += double{q[i]} * double{k[i]};
    return sum;
  };
  CHECK(product(0, 7) == Approx(product(100, 107)).margin(1e-5));
  CHECK(std::abs(product(0, 7) - product(0, 9)) > 1e-3);
}

TEST_CASE("angles of a grid turn half of the pairs with the row and half with the column", "[J26]") {
  // Features 8: two pairs an axis, frequencies 1 and 10000^(-2/4) = 0.01.
  const std::vector<double> angles = rope_angles_of_grid(2, 3, 8);
  REQUIRE(angles.size() == 24);
  const std::vector<double> last(angles.end() - 4, angles.end());
  CHECK(last[0] == Approx(1));
  CHECK(last[1] == Approx(0.01));
  CHECK(last[2] == Approx(2));
  CHECK(last[3] == Approx(0.02));
  CHECK_THROWS_AS(rope_angles_of_grid(2, 3, 6), ModelError);
  CHECK_THROWS_AS(rope_angles(2, 3), ModelError);
}
