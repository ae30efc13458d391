// Float products beside sums over their definition, in double.
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "models/errors.hpp"
#include "models/reference/product.hpp"
#include "tests/support/random_numbers.hpp"

using namespace systole::models;
using namespace systole::tests;

namespace {

std::size_t at(std::int64_t index) {
  return static_cast<std::size_t>(index);
}

/// Operands lie in [-1, 1]: a sum of n products in floats, in any order, is off by less than n · n · 2^-24.
void check_close(double found, double expected, std::int64_t products) {
  const double terms = static_cast<double>(products) + 1;
  if (std::abs(found - expected) > terms * terms * std::ldexp(1.0, -24)) CHECK(found == expected);
}

}  // namespace

TEST_CASE("a linear layer gives x w^T + b for each of its samples", "[Q1]") {
  RandomNumbers random{13};
  for (int i = 0; i < 40; ++i) {
    const LinearShape s{random.number(1, 40), random.number(1, 70), random.number(1, 70)};
    const auto weights = random.floats(s.inputs * s.outputs);
    const auto bias = random.floats(i % 2 * s.outputs);
    FloatLinear linear{s, weights, bias};
    std::vector<float> output(at(s.rows * s.outputs));
    for (int run = 0; run < 2; ++run) {
      const auto input = random.floats(s.rows * s.inputs);
      linear.run(input, output);
      CAPTURE(s.rows, s.inputs, s.outputs);
      for (std::int64_t r = 0; r < s.rows; ++r)
        for (std::int64_t o = 0; o < s.outputs; ++o) {
          double sum = bias.empty() ? 0 : double{bias[at(o)]};
          for (std::int64_t k = 0; k < s.inputs; ++k)
            sum += double{input[at(r * s.inputs + k)]} * double{weights[at(o * s.inputs + k)]};
          check_close(double{output[at(r * s.outputs + o)]}, sum, s.inputs);
        }
    }
  }
}

TEST_CASE("a matrix product multiplies each of a batch, transposed where it is told to", "[Q1]") {
  RandomNumbers random{14};
  for (int i = 0; i < 80; ++i) {
    const MatmulShape s{random.number(1, 4),  random.number(1, 30), random.number(1, 50),
                        random.number(1, 30), i % 2 == 1,           i % 4 > 1};
    const auto a = random.floats(s.batch * s.m * s.k);
    const auto b = random.floats(s.batch * s.k * s.n);
    std::vector<float> c(at(s.batch * s.m * s.n));
    float_matmul(s, a, b, c);
    CAPTURE(s.batch, s.m, s.k, s.n, s.transpose_a, s.transpose_b);
    for (std::int64_t image = 0; image < s.batch; ++image)
      for (std::int64_t m = 0; m < s.m; ++m)
        for (std::int64_t n = 0; n < s.n; ++n) {
          double sum = 0;
          for (std::int64_t k = 0; k < s.k; ++k) {
            const std::int64_t of_a = s.transpose_a ? k * s.m + m : m * s.k + k;
            const std::int64_t of_b = s.transpose_b ? n * s.k + k : k * s.n + n;
            sum += double{a[at(image * s.m * s.k + of_a)]} * double{b[at(image * s.k * s.n + of_b)]};
          }
          check_close(double{c[at((image * s.m + m) * s.n + n)]}, sum, s.k);
        }
  }
}

TEST_CASE("a two by two product is the one of the textbook", "[Q1]") {
  std::vector<float> c(4);
  const std::vector<float> a{1, 2, 3, 4};
  const std::vector<float> b{5, 6, 7, 8};
  float_matmul({1, 2, 2, 2}, a, b, c);
  CHECK(c == std::vector<float>{19, 22, 43, 50});
  float_matmul({1, 2, 2, 2, false, true}, a, b, c);
  CHECK(c == std::vector<float>{17, 23, 39, 53});
  FloatLinear{{2, 2, 2}, b, std::vector<float>{1, -1}}.run(a, c);
  CHECK(c == std::vector<float>{18, 22, 40, 52});
}

TEST_CASE("products refuse spans that do not fit their shape", "[Q1]") {
  std::vector<float> four(4);
  const std::vector<float> two(2);
  CHECK_THROWS_AS(float_matmul({1, 2, 2, 2}, four, two, four), ModelError);
  CHECK_THROWS_AS((FloatLinear{{2, 2, 2}, two}), ModelError);
  CHECK_THROWS_AS((FloatLinear{{2, 2, 2}, four, four}), ModelError);
  FloatLinear linear{{2, 2, 2}, four, two};
  CHECK_THROWS_AS(linear.run(two, four), ModelError);
}
