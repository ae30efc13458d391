#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "models/errors.hpp"
#include "models/reference/normalization.hpp"
#include "tests/support/random_numbers.hpp"

using namespace systole::models;
using namespace systole::tests;

namespace {

/// Calls check(elements' indices) for every line along the axis.
template <class Check>
void for_each_line(const AxisShape& s, Check check) {
  for (std::int64_t o = 0; o < s.outer; ++o)
    for (std::int64_t r = 0; r < s.inner; ++r) {
      std::vector<std::size_t> line;
      for (std::int64_t i = 0; i < s.size; ++i)
        line.push_back(static_cast<std::size_t>((o * s.size + i) * s.inner + r));
      check(line);
    }
}

AxisShape any_shape(RandomNumbers& random) {
  return {random.number(1, 5), random.number(2, 40), random.number(1, 4)};
}

Approx near(double value) {
  return Approx(value).margin(2e-6).epsilon(2e-6);
}

}  // namespace

TEST_CASE("softmax rows are positive, sum to one and keep the ratio of exponentials", "[Q1]") {
  RandomNumbers random{21};
  for (int i = 0; i < 30; ++i) {
    const AxisShape s = any_shape(random);
    const auto input = random.floats(s.elements(), -20, 20);
    std::vector<float> output(input.size());
    float_softmax(s, input, output);
    for_each_line(s, [&](const std::vector<std::size_t>& line) {
      double sum = 0;
      double exponentials = 0;
      for (const std::size_t at : line) sum += double{output[at]};
      for (const std::size_t at : line) exponentials += std::exp(double{input[at]});
      CHECK(sum == near(1));
      CHECK(double{output[line.back()]} == near(std::exp(double{input[line.back()]}) / exponentials));
    });
  }
}

TEST_CASE("softmax of logarithms gives their shares, whatever is added to all of them", "[Q1]") {
  for (const float add : {0.0F, 1000.0F, -1000.0F}) {
    const std::vector<float> input{std::log(1.0F) + add, std::log(2.0F) + add, std::log(5.0F) + add};
    std::vector<float> output(3);
    float_softmax({1, 3, 1}, input, output);
    // Adding 1000 leaves 2^-14 of a step to the logarithms.
    const double margin = add == 0.0F ? 1e-7 : 1e-4;
    CHECK(double{output[0]} == Approx(0.125).margin(margin));
    CHECK(double{output[1]} == Approx(0.25).margin(margin));
    CHECK(double{output[2]} == Approx(0.625).margin(margin));
  }
}

TEST_CASE("layer norm leaves lines of mean 0 and variance 1, then scales and shifts them", "[Q1]") {
  RandomNumbers random{22};
  for (int i = 0; i < 30; ++i) {
    const AxisShape s = any_shape(random);
    const auto input = random.floats(s.elements(), 5, 9);
    std::vector<float> output(input.size());
    float_layer_norm(s, input, {}, output, 0);
    const auto gain = random.floats(s.size);
    const auto shift = random.floats(s.size);
    std::vector<float> scaled(input.size());
    float_layer_norm(s, input, {gain, shift}, scaled, 0);
    for_each_line(s, [&](const std::vector<std::size_t>& line) {
      double mean = 0;
      double square = 0;
      const auto count = static_cast<double>(line.size());
      for (const std::size_t at : line) mean += double{output[at]} / count;
      for (const std::size_t at : line) square += double{output[at]} * double{output[at]} / count;
      CHECK(mean == Approx(0).margin(1e-5));
      CHECK(square == Approx(1).margin(1e-5));
      for (std::size_t k = 0; k < line.size(); ++k)
        CHECK(double{scaled[line[k]]} == near(double{output[line[k]]} * double{gain[k]} + double{shift[k]}));
    });
  }
}

TEST_CASE("epsilon counts where a line hardly varies: torch's 1e-5 and 1e-6", "[Q1]") {
  // Mean 0, variance 1e-4: 0.01 / sqrt(1e-4 + 1e-5) = 0.953463.
  const std::vector<float> input{0.01F, -0.01F};
  std::vector<float> output(2);
  float_layer_norm({1, 2, 1}, input, {}, output);
  CHECK(double{output[0]} == Approx(0.01 / std::sqrt(1.1e-4)).epsilon(1e-6));
  // Mean square 1e-4: 0.01 / sqrt(1e-4 + 1e-6) = 0.995037.
  float_rms_norm({1, 2, 1}, input, {}, output);
  CHECK(double{output[0]} == Approx(0.01 / std::sqrt(1.01e-4)).epsilon(1e-6));
  float_layer_norm({1, 2, 1}, std::vector<float>{7, 7}, {}, output);
  CHECK(output == std::vector<float>{0, 0});
}

TEST_CASE("RMS norm leaves lines of mean square 1 and does not move their mean to 0", "[Q1]") {
  RandomNumbers random{23};
  for (int i = 0; i < 30; ++i) {
    const AxisShape s = any_shape(random);
    const auto input = random.floats(s.elements(), -1, 4);
    const auto gain = random.floats(s.size, 0.5F, 2);
    std::vector<float> output(input.size());
    float_rms_norm(s, input, {gain, {}}, output, 0);
    for_each_line(s, [&](const std::vector<std::size_t>& line) {
      double square = 0;
      for (std::size_t k = 0; k < line.size(); ++k)
        square += std::pow(double{output[line[k]]} / double{gain[k]}, 2) / static_cast<double>(line.size());
      CHECK(square == Approx(1).margin(1e-5));
      const double ratio = double{output[line[0]]} * double{gain[1]} * double{input[line[1]]};
      CHECK(ratio == near(double{output[line[1]]} * double{gain[0]} * double{input[line[0]]}));
    });
  }
  std::vector<float> output(2);
  float_rms_norm({1, 2, 1}, std::vector<float>{3, 4}, {}, output, 0);  // sqrt((9 + 16) / 2) = 3.5355
  CHECK(double{output[0]} == Approx(3 / std::sqrt(12.5)).epsilon(1e-6));
}

TEST_CASE("batch norm uses its running statistics channel by channel", "[Q1]") {
  // numerics' fold: gain 2, shift 1, mean .5, variance .24999, eps 1e-5: factor 4, so that x gives 4x - 1.
  const std::vector<float> input{1, 2, 10, 20, 3, 4, 30, 40};  // two images of two channels of two pixels
  std::vector<float> output(8);
  const std::vector<float> mean{0.5F, 0};
  const std::vector<float> variance{0.24999F, 1};
  const std::vector<float> gain{2, 1};
  const std::vector<float> shift{1, -10};
  float_batch_norm({2, 2, 2}, input, {mean, variance}, {gain, shift}, output);
  const std::vector<double> expected{3, 7, 0, 10, 11, 15, 20, 30};
  for (std::size_t i = 0; i < 8; ++i) CHECK(double{output[i]} == Approx(expected[i]).margin(3e-4));
  float_batch_norm({2, 2, 2}, input, {mean, variance}, {}, output, 0.75001);
  CHECK(double{output[0]} == Approx(0.5).margin(1e-6));
}

TEST_CASE("norms refuse spans that do not fit their shape", "[Q1]") {
  std::vector<float> four(4);
  const std::vector<float> three(3);
  CHECK_THROWS_AS(float_softmax({1, 3, 1}, four, four), ModelError);
  CHECK_THROWS_AS(float_layer_norm({2, 2, 1}, four, {three, {}}, four), ModelError);
  CHECK_THROWS_AS(float_rms_norm({1, 4, 1}, three, {}, four), ModelError);
  CHECK_THROWS_AS(float_batch_norm({2, 2, 1}, four, {three, three}, {}, four), ModelError);
}
