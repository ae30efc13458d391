#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "models/errors.hpp"
#include "models/reference/pool.hpp"
#include "tests/support/random_numbers.hpp"

using namespace systole::models;
using namespace systole::tests;

namespace {

/// As torch allows it: padding at most half of the kernel.
WindowAxis any_axis(RandomNumbers& random) {
  WindowAxis axis;
  axis.kernel = random.number(1, 4);
  axis.stride = random.number(1, 3);
  axis.dilation = random.number(1, 2);
  axis.pad_before = random.number(0, axis.kernel / 2);
  const std::int64_t extent = axis.dilation * (axis.kernel - 1) + 1;
  axis.in = random.number(extent, 14);
  axis.out = (axis.in + 2 * axis.pad_before - extent) / axis.stride + 1;
  return axis;
}

}  // namespace

TEST_CASE("pools take the maximum and the average of what their window has inside the input", "[Q1]") {
  RandomNumbers random{31};
  for (int i = 0; i < 60; ++i) {
    const PoolShape s{random.number(1, 5), any_axis(random), any_axis(random)};
    const auto input = random.floats(s.planes * s.rows.in * s.cols.in);
    const auto outputs = static_cast<std::size_t>(s.planes * s.rows.out * s.cols.out);
    std::vector<std::vector<float>> seen(outputs);
    // Planes are the groups of a convolution with one channel and one filter each.
    for_each_product({1, s.planes, 1, 1, s.rows, s.cols},
                     [&](std::size_t to, std::size_t from, std::size_t /*tap*/) { seen[to].push_back(input[from]); });
    std::vector<float> highest(outputs);
    std::vector<float> mean(outputs);
    float_max_pool(s, input, highest);
    float_average_pool(s, input, mean);
    for (std::size_t o = 0; o < outputs; ++o) {
      CHECK(highest[o] == *std::max_element(seen[o].begin(), seen[o].end()));
      double sum = 0;
      for (const float value : seen[o]) sum += double{value};
      CHECK(double{mean[o]} == Approx(sum / static_cast<double>(seen[o].size())).margin(1e-7));
    }
  }
}

TEST_CASE("pools of a constant are that constant, padded or not", "[Q1]") {
  RandomNumbers random{32};
  for (int i = 0; i < 20; ++i) {
    const PoolShape s{2, any_axis(random), any_axis(random)};
    const std::vector<float> input(static_cast<std::size_t>(2 * s.rows.in * s.cols.in), -2.5F);
    std::vector<float> output(static_cast<std::size_t>(2 * s.rows.out * s.cols.out));
    const std::vector<float> expected(output.size(), -2.5F);
    float_max_pool(s, input, output);
    CHECK(output == expected);
    float_average_pool(s, input, output);
    CHECK(output == expected);
  }
}

TEST_CASE("the published corner of a padded average is 11.25: padding does not count", "[Q1]") {
  // numerics: 3 x 3 average, corner {10, 11, 12, 12}, four of the nine inside.
  const WindowAxis axis{2, 2, 3, 1, 1, 1};
  std::vector<float> output(4);
  float_average_pool({1, axis, axis}, std::vector<float>{10, 11, 12, 12}, output);
  CHECK(output == std::vector<float>(4, 11.25F));
}

TEST_CASE("adaptive pools cut the input as torch does", "[Q1]") {
  // 5 into 3: [0, 2), [1, 4), [3, 5).
  const std::vector<float> line{1, 2, 3, 4, 10};
  std::vector<float> output(3);
  float_adaptive_average_pool({1, 1, 5, 1, 3}, line, output);
  CHECK(output == std::vector<float>{1.5F, 3, 7});
  float_adaptive_max_pool({1, 1, 5, 1, 3}, line, output);
  CHECK(output == std::vector<float>{2, 4, 10});
  std::vector<float> whole(2);
  float_adaptive_average_pool({2, 2, 2, 1, 1}, std::vector<float>{1, 2, 3, 6, 0, 0, 0, -4}, whole);
  CHECK(whole == std::vector<float>{3, -1});
}

TEST_CASE("adaptive windows cover every position and have the size of a plain pool where that divides", "[Q1]") {
  for (std::int64_t in = 1; in <= 20; ++in) {
    for (std::int64_t out = 1; out <= in; ++out) {
      std::int64_t covered = 0;
      for (std::int64_t i = 0; i < out; ++i) {
        const PoolWindow window = adaptive_window(i, in, out);
        const double size = static_cast<double>(in) / static_cast<double>(out);
        CHECK(window.begin == static_cast<std::int64_t>(std::floor(static_cast<double>(i) * size + 1e-9)));
        CHECK(window.end == static_cast<std::int64_t>(std::ceil(static_cast<double>(i + 1) * size - 1e-9)));
        CHECK(window.begin <= covered);
        covered = window.end;
        if (in % out == 0) CHECK(window.end - window.begin == in / out);
      }
      CHECK(covered == in);
    }
  }
}

TEST_CASE("pools refuse windows of padding alone, and spans that do not fit their shape", "[Q1]") {
  std::vector<float> two(2);
  const WindowAxis beside{1, 2, 1, 1, 1, 1};
  CHECK_THROWS_AS(float_max_pool({1, beside, plain_axis(1)}, std::vector<float>(1), two), ModelError);
  CHECK_THROWS_AS(float_max_pool({1, plain_axis(3), plain_axis(1)}, two, two), ModelError);
  CHECK_THROWS_AS(float_adaptive_max_pool({1, 2, 1, 1, 1}, two, two), ModelError);
}
