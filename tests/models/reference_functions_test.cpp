// Functions of one element and of two tensors.
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "models/errors.hpp"
#include "models/reference/broadcast.hpp"
#include "models/reference/functions.hpp"
#include "tests/support/random_numbers.hpp"

using namespace systole::models;
using namespace systole::tests;

namespace {

using Sizes = std::vector<std::int64_t>;

/// Integral of the normal density from -infinity to x, by Simpson's rule from -12.
double normal_distribution(double x) {
  constexpr int kSteps = 4000;
  const double step = (x + 12) / kSteps;
  double sum = 0;
  for (int i = 0; i <= kSteps; ++i) {
    const double at = -12 + i * step;
    sum += (i == 0 || i == kSteps ? 1 : i % 2 == 1 ? 4 : 2) * std::exp(-at * at / 2);
  }
  return sum * step / 3 / std::sqrt(2 * 3.14159265358979323846);
}

}  // namespace

TEST_CASE("functions of one element have their known values", "[Q1]") {
  CHECK(evaluate(FloatFunction::relu, -3) == 0);
  CHECK(evaluate(FloatFunction::relu, 3) == 3);
  CHECK(evaluate(FloatFunction::sigmoid, 0) == 0.5);
  CHECK(evaluate(FloatFunction::sigmoid, std::log(3)) == Approx(0.75).epsilon(1e-12));
  CHECK(evaluate(FloatFunction::sigmoid, -1000) == 0);
  CHECK(evaluate(FloatFunction::silu, -std::log(3)) == Approx(-std::log(3) / 4).epsilon(1e-12));
  CHECK(evaluate(FloatFunction::exp, 1) == Approx(2.718281828459045).epsilon(1e-15));
  CHECK(evaluate(FloatFunction::tanh, std::log(2)) == Approx(0.6).epsilon(1e-12));
}

TEST_CASE("GELU is x times the normal distribution function, not its tanh approximation", "[Q1]") {
  for (double x = -6; x <= 6; x += 0.25)
    CHECK(evaluate(FloatFunction::gelu, x) == Approx(x * normal_distribution(x)).margin(1e-10));
  // The approximation gives -0.15880801 here, the exact form -0.15865525.
  CHECK(evaluate(FloatFunction::gelu, -1) == Approx(-0.15865525393145707).epsilon(1e-12));
}

TEST_CASE("identities between functions hold", "[Q1]") {
  for (double x = -9; x < 9; x += 0.37) {
    const double sigmoid = evaluate(FloatFunction::sigmoid, x);
    CHECK(sigmoid + evaluate(FloatFunction::sigmoid, -x) == Approx(1).epsilon(1e-12));
    CHECK(evaluate(FloatFunction::silu, x) - evaluate(FloatFunction::silu, -x) * -1 == Approx(x * (2 * sigmoid - 1)));
    CHECK(evaluate(FloatFunction::gelu, x) - evaluate(FloatFunction::gelu, -x) == Approx(x).margin(1e-12));
    CHECK(evaluate(FloatFunction::tanh, x) == Approx(2 * evaluate(FloatFunction::sigmoid, 2 * x) - 1).margin(1e-12));
  }
}

TEST_CASE("functions apply to each element, in place too, and clamps keep their range", "[Q1]") {
  std::vector<float> values{-8, -1, 0, 2, 7, std::numeric_limits<float>::infinity()};
  float_clamp(values, 0, 6, values);
  CHECK(values == std::vector<float>{0, 0, 0, 2, 6, 6});
  values = {-1, 2};
  float_apply(FloatFunction::relu, values, values);
  CHECK(values == std::vector<float>{0, 2});
  std::vector<float> one(1);
  float_clamp(std::vector<float>{std::nanf("")}, 0, 6, one);
  CHECK(std::isnan(one[0]));
  CHECK_THROWS_AS(float_apply(FloatFunction::relu, values, one), ModelError);
}

TEST_CASE("shapes broadcast as numpy's documentation tells", "[Q1]") {
  CHECK(broadcast_shape(Sizes{8, 1, 6, 1}, Sizes{7, 1, 5}) == Sizes{8, 7, 6, 5});
  CHECK(broadcast_shape(Sizes{256, 256, 3}, Sizes{3}) == Sizes{256, 256, 3});
  CHECK(broadcast_shape(Sizes{15, 3, 5}, Sizes{15, 1, 5}) == Sizes{15, 3, 5});
  CHECK(broadcast_shape(Sizes{}, Sizes{2, 3}) == Sizes{2, 3});
  CHECK_THROWS_AS(broadcast_shape(Sizes{2, 1}, Sizes{8, 4, 3}), ModelError);
  CHECK_THROWS_AS(broadcast_shape(Sizes{3}, Sizes{4}), ModelError);
}

TEST_CASE("two tensors meet element by element after broadcasting", "[Q1]") {
  RandomNumbers random{33};
  for (int i = 0; i < 60; ++i) {
    Sizes a;
    Sizes b;
    for (std::int64_t axis = random.number(0, 4); axis > 0; --axis) {
      const std::int64_t size = random.number(1, 5);
      a.push_back(random.number(0, 3) == 0 ? 1 : size);
      b.push_back(random.number(0, 3) == 0 ? 1 : size);
    }
    while (!b.empty() && random.number(0, 3) == 0) b.erase(b.begin());
    const Sizes whole = broadcast_shape(a, b);
    const auto count = [](const Sizes& shape) {
      std::int64_t elements = 1;
      for (const std::int64_t size : shape) elements *= size;
      return elements;
    };
    const auto x = random.floats(count(a));
    const auto y = random.floats(count(b), 1, 2);
    // The element of a tensor that index `at` of the whole reads, axis by axis from the last.
    const auto read = [&](const Sizes& shape, const std::vector<float>& values, std::int64_t at) {
      std::int64_t from = 0;
      std::int64_t stride = 1;
      for (std::size_t k = 0; k < whole.size(); ++k) {
        const std::int64_t index = at % whole[whole.size() - 1 - k];
        at /= whole[whole.size() - 1 - k];
        if (k >= shape.size()) continue;
        const std::int64_t size = shape[shape.size() - 1 - k];
        from += size == 1 ? 0 : index * stride;
        stride *= size;
      }
      return values[static_cast<std::size_t>(from)];
    };
    std::vector<float> output(static_cast<std::size_t>(count(whole)));
    const FloatTensor left{x, a};
    const FloatTensor right{y, b};
    const auto check = [&](FloatOperation operation, auto expected) {
      float_combine(operation, left, right, output);
      for (std::size_t at = 0; at < output.size(); ++at) {
        const auto index = static_cast<std::int64_t>(at);
        CHECK(output[at] == expected(read(a, x, index), read(b, y, index)));
      }
    };
    check(FloatOperation::add, [](float p, float q) { return p + q; });
    check(FloatOperation::subtract, [](float p, float q) { return p - q; });
    check(FloatOperation::multiply, [](float p, float q) { return p * q; });
    check(FloatOperation::divide, [](float p, float q) { return p / q; });
  }
}

TEST_CASE("combining refuses spans that do not fit their shapes", "[Q1]") {
  std::vector<float> two(2);
  const Sizes pair{2};
  const Sizes three{3};
  CHECK_THROWS_AS(float_combine(FloatOperation::add, {two, three}, {two, pair}, two), ModelError);
  std::vector<float> one(1);
  CHECK_THROWS_AS(float_combine(FloatOperation::add, {two, pair}, {two, pair}, one), ModelError);
}
