// Pools of codes beside their definition: padding, windows, and the divisor of averages.
#include "models/numerics/operators/pooling.hpp"

#include <catch2/catch.hpp>

#include "models/errors.hpp"
#include "tests/models/operator_support.hpp"

using namespace systole::models;
using namespace systole::tests;

namespace {

/// A 3x3 window of stride 1 with a padding of 1 over `size` inputs.
WindowAxis same(std::int64_t size) {
  return {size, size, 3, 1, 1, 1};
}

WindowAxis random_axis(RandomCodes& random, std::int64_t most) {
  WindowAxis axis;
  axis.kernel = random.number(1, 4);
  axis.stride = random.number(1, 3);
  axis.dilation = random.number(1, 2);
  const std::int64_t reach = axis.dilation * (axis.kernel - 1) + 1;
  axis.pad_before = random.number(0, reach);
  axis.in = random.number(1, most);
  axis.out = random.number(1, (axis.in + axis.pad_before + reach - 2) / axis.stride + 1);
  return axis;
}

/// The codes of a plane that an output's window reads.
CodeVector window_of(const CodeVector& plane, const WindowAxis& rows, const WindowAxis& cols, std::int64_t y,
                     std::int64_t x) {
  CodeVector codes;
  for (std::int64_t ty = 0; ty < rows.kernel; ++ty)
    for (std::int64_t tx = 0; tx < cols.kernel; ++tx) {
      const std::int64_t row = y * rows.stride + ty * rows.dilation - rows.pad_before;
      const std::int64_t col = x * cols.stride + tx * cols.dilation - cols.pad_before;
      if (row < 0 || row >= rows.in || col < 0 || col >= cols.in) continue;
      codes.push_back(plane[static_cast<std::size_t>(row * cols.in + col)]);
    }
  return codes;
}

double average_of(const CodeVector& window, const QuantParams& params) {
  double sum = 0;
  for (const std::int16_t code : window) sum += params.real(code);
  return window.empty() ? 0 : sum / static_cast<double>(window.size());
}

CodeVector plane_of(const CodeVector& in, std::int64_t plane, std::int64_t size) {
  const auto first = in.begin() + plane * size;
  return {first, first + size};
}

template <class Pool>
CodeVector pooled(const Pool& pool, const CodeVector& in, std::int64_t outputs) {
  CodeVector out(static_cast<std::size_t>(outputs), 99);
  pool(in, out);
  return out;
}

}  // namespace

TEST_CASE("an average divides by the valid count: corner, edge and centre", "[T17][Q1]") {
  // Published corner {10, 11, 12, 12}: 45 / 4 = 11.25 -> 11; with the padding counted 45 / 9 = 5, and with padding of
  // zero point 8 (45 + 5·8) / 9 = 9.44 -> 9. Edge: 87 / 6 = 14.5; centre: 153 / 9 = 17.
  const CodeVector image{10, 11, 20, 12, 12, 22, 21, 22, 23};
  const QuantParams params{0.1, 8, kUint8};
  const CodeVector out = pooled(AveragePool{same(3), same(3), params, params}, image, 9);
  CHECK(out[0] == 11);
  CHECK(out[1] == 14);  // 87/6 - 8 = 6.5, to even
  CHECK(out[4] == 17);
  const int counted = (45 + 0) / 9;
  const double with_zero_points = (45 + 5 * 8) / 9.0;
  CHECK(counted == 5);
  CHECK(std::lround(with_zero_points) == 9);
  CHECK(out[0] != counted);
  CHECK(out[0] != std::lround(with_zero_points));
}

TEST_CASE("averages round, as hardware's truncation does not", "[T17]") {
  const WindowAxis pair{2, 1, 2, 2, 1, 0};
  const QuantParams params{0.1, 0, kInt8};
  const auto average = [&](CodeVector in, Rounding rounding) {
    return pooled(AveragePool{plain_axis(1), pair, params, params, rounding}, in, 1).front();
  };
  CHECK(average({3, 4}, Rounding::half_even) == 4);
  CHECK(average({4, 5}, Rounding::half_even) == 4);
  CHECK(average({4, 5}, Rounding::half_away) == 5);
  CHECK(average({3, 4}, Rounding::floor) == 3);
  CHECK(average({-3, -4}, Rounding::half_away) == -4);
}

TEST_CASE("a maximum is of codes: padding never wins, and no parameter changes", "[Q2][Q1]") {
  // All codes are below the zero point 8, that is negative: padding with 0, or with the zero point, would win.
  const CodeVector image{1, 2, 3, 4};
  CHECK(pooled(MaxPool{same(2), same(2), kUint8}, image, 4) == CodeVector{4, 4, 4, 4});
  const CodeVector negative{-5, -6, -7, -8};
  CHECK(pooled(MaxPool{same(2), same(2), kInt8}, negative, 4) == CodeVector{-5, -5, -5, -5});
}

TEST_CASE("pools of any window are their definition", "[Q2][T17][Q1]") {
  CHECK(rc::check([] {
    RandomCodes random;
    const WindowAxis rows = random_axis(random, 12);
    const WindowAxis cols = random_axis(random, 150);  // several blocks of an average's row
    const std::int64_t planes = random.number(1, 3);
    const QuantParams input = random.params();
    const QuantParams output = random.number(0, 1) == 1 ? input : random.params_for(range_of(input));
    const CodeVector in = random.codes(input.format, static_cast<std::size_t>(planes * rows.in * cols.in));
    const std::int64_t outputs = planes * rows.out * cols.out;
    const CodeVector largest = pooled(MaxPool{rows, cols, input.format}, in, outputs);
    const CodeVector average = pooled(AveragePool{rows, cols, input, output}, in, outputs);
    for (std::int64_t i = 0; i < outputs; ++i) {
      const CodeVector plane = plane_of(in, i / (rows.out * cols.out), rows.in * cols.in);
      const CodeVector window = window_of(plane, rows, cols, i / cols.out % rows.out, i % cols.out);
      const auto at = static_cast<std::size_t>(i);
      const std::int16_t lowest = static_cast<std::int16_t>(input.format.lowest());
      RC_ASSERT(largest[at] == (window.empty() ? lowest : *std::max_element(window.begin(), window.end())));
      RC_ASSERT(error_in_steps(average[at], average_of(window, input), output) <= kHalfStep);
    }
  }));
}

TEST_CASE("adaptive averages take torch's windows", "[Q1][T17]") {
  // 5 to 3: [0, 2), [1, 4), [3, 5), which overlap.
  const QuantParams params{0.5, 0, kInt8};
  const AdaptiveAveragePool pool{{1, 1}, {5, 3}, params, params};
  CHECK(pooled(pool, {10, 20, 30, 40, 50}, 3) == CodeVector{15, 30, 45});
  const AdaptiveAveragePool wider{{1, 1}, {2, 3}, params, params};  // [0, 1), [0, 2), [1, 2)
  CHECK(pooled(wider, {10, 20}, 3) == CodeVector{10, 15, 20});
}

TEST_CASE("adaptive averages are within half a step of the real ones", "[Q1]") {
  CHECK(rc::check([] {
    RandomCodes random;
    const AdaptiveAxis rows{random.number(1, 9), random.number(1, 9)};
    const AdaptiveAxis cols{random.number(1, 40), random.number(1, 9)};
    const QuantParams input = random.params();
    const QuantParams output = random.number(0, 1) == 1 ? input : random.params_for(range_of(input));
    const CodeVector in = random.codes(input.format, static_cast<std::size_t>(2 * rows.in * cols.in));
    const std::int64_t outputs = 2 * rows.out * cols.out;
    const CodeVector out = pooled(AdaptiveAveragePool{rows, cols, input, output}, in, outputs);
    const auto range = [](const AdaptiveAxis& axis, std::int64_t i) {
      const double step = double(axis.in) / double(axis.out);
      const auto first = static_cast<std::int64_t>(std::floor(double(i) * step + 1e-9));
      const auto last = static_cast<std::int64_t>(std::ceil(double(i + 1) * step - 1e-9));
      return WindowAxis{axis.in, 1, last - first, 1, 1, -first};
    };
    for (std::int64_t i = 0; i < outputs; ++i) {
      const CodeVector plane = plane_of(in, i / (rows.out * cols.out), rows.in * cols.in);
      const CodeVector window = window_of(plane, range(rows, i / cols.out % rows.out), range(cols, i % cols.out), 0, 0);
      RC_ASSERT(error_in_steps(out[static_cast<std::size_t>(i)], average_of(window, input), output) <= kHalfStep);
    }
  }));
}

TEST_CASE("a plane's average survives the largest sums of 16 bit codes", "[T17]") {
  const QuantParams params{1, 0, {16, true}};
  const CodeVector lowest(65'535, -32'768);
  CHECK(pooled(AdaptiveAveragePool{{1, 1}, {65'535, 1}, params, params}, lowest, 1) == CodeVector{-32'768});
  const WindowAxis all{65'535, 1, 65'535, 1, 1, 0};
  CHECK(pooled(AveragePool{plain_axis(1), all, params, params}, lowest, 1) == CodeVector{-32'768});
  const WindowAxis more{65'536, 1, 65'536, 1, 1, 0};
  CHECK_THROWS_AS((AveragePool{plain_axis(1), more, params, params}), ModelError);
}

TEST_CASE("pools refuse shapes and spans that do not fit", "[Q1]") {
  const QuantParams params{0.1, 0, kInt8};
  CHECK_THROWS_AS((MaxPool{{4, 2, 0, 2, 1, 0}, plain_axis(1), kInt8}), ModelError);
  CHECK_THROWS_AS((AveragePool{plain_axis(1), {4, 2, 2, 2, 1, -1}, params, params}), ModelError);
  CHECK_THROWS_AS((AdaptiveAveragePool{{0, 1}, {1, 1}, params, params}), ModelError);
  const MaxPool pool{same(2), same(2), kInt8};
  CHECK_THROWS_AS(pooled(pool, CodeVector(5), 5), ModelError);
  CHECK_THROWS_AS(pooled(pool, CodeVector(8), 4), ModelError);
}
