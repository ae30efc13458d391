// What the executor computes of products: step by step where accumulators overflow, by int8 kernels where they do not.
#include "sim/operands/ordered_sums.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>
#include <vector>

#include "models/array/accumulate.hpp"
#include "models/dataflow/mapper.hpp"
#include "models/numerics/post_process.hpp"
#include "sim/inference/safe_matmul.hpp"

using namespace systole;
using namespace systole::sim;

namespace {

class Random {
 public:
  explicit Random(unsigned seed) : engine_{seed} {}
  std::int64_t number(std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>{low, high}(engine_);
  }
  std::vector<std::int16_t> codes(std::int64_t count, std::int64_t low, std::int64_t high) {
    std::vector<std::int16_t> values(static_cast<std::size_t>(count));
    for (auto& value : values) value = static_cast<std::int16_t>(number(low, high));
    return values;
  }
  models::WindowAxis axis() {
    models::WindowAxis axis;
    axis.kernel = number(1, 3);
    axis.stride = number(1, 2);
    axis.dilation = number(1, 2);
    axis.pad_before = number(0, 1);
    const std::int64_t extent = axis.dilation * (axis.kernel - 1) + 1;
    axis.in = number(extent, 12);
    axis.out = (axis.in + 2 * axis.pad_before - extent) / axis.stride + 1;
    return axis;
  }

 private:
  std::mt19937_64 engine_;
};

/// The definition, one sum after another: tiles of channels in turn, in each all taps, of each tap its channels. os
/// adds up a tile from 0 and then the tile to the sum.
std::int64_t sum_of(const models::Schedule& schedule, const models::LayerData& data, std::int64_t group, std::int64_t m,
                    std::int64_t n, std::int64_t& overflows) {
  const models::Work& w = schedule.work();
  const models::Accumulator& accumulator = schedule.chip().array.accumulator;
  const bool os = schedule.chip().array.dataflow == models::Dataflow::os;
  const auto add = [&](std::int64_t base, std::int64_t term) {
    const std::int64_t kept = models::accumulate(accumulator, base, term);
    overflows += kept != base + term ? 1 : 0;
    return kept;
  };
  std::int64_t sum = 0;
  for (std::int64_t first = 0; first < w.channels; first += schedule.tiling().channels) {
    std::int64_t tile = os ? 0 : sum;
    for (std::int64_t tap = 0; tap < w.taps; ++tap)
      for (std::int64_t c = first; c < std::min(first + schedule.tiling().channels, w.channels); ++c) {
        const std::int64_t y =
            m / w.cols.out % w.rows.out * w.rows.stride + tap / w.cols.kernel * w.rows.dilation - w.rows.pad_before;
        const std::int64_t x =
            m % w.cols.out * w.cols.stride + tap % w.cols.kernel * w.cols.dilation - w.cols.pad_before;
        const bool inside = y >= 0 && y < w.rows.in && x >= 0 && x < w.cols.in;
        const std::int64_t a =
            inside ? data.a.at(group, m / w.cols.out / w.rows.out, c, y, x) - data.a_offset : data.padding;
        tile = add(tile, a * (data.b.at(group, c, tap, n) - data.b_offset));
      }
    sum = os ? add(sum, tile) : tile;
  }
  return sum;
}

/// 0 <= code <= 255 with a zero point of 100.
SafeOperand operand(int bits, std::int16_t edge_offset) {
  return {bits, {1.0, 100, {8, false}}, edge_offset};
}

}  // namespace

TEST_CASE("ordered sums are those of the accumulator's steps, tile after tile", "[C2]") {
  Random random{41};
  for (int i = 0; i < 30; ++i) {
    models::Chip chip;
    chip.array.dataflow = static_cast<models::Dataflow>(i % 3);
    chip.array.accumulator = {static_cast<int>(random.number(14, 40)),
                              i % 2 == 0 ? models::Overflow::saturate : models::Overflow::wrap};
    models::Work work;
    work.images = random.number(1, 2);
    work.groups = i % 4 == 0 ? random.number(2, 5) : 1;
    work.channels = i % 4 == 0 ? 1 : random.number(1, 40);
    work.n = i % 4 == 0 ? 1 : random.number(1, 20);
    work.rows = random.axis();
    work.cols = random.axis();
    work.taps = work.rows.kernel * work.cols.kernel;
    models::Tiling tiling = models::map_layer(chip, work).tiling;
    tiling.channels = random.number(1, work.channels);
    const models::Schedule schedule{chip, work, tiling};
    models::LayerData data;
    data.m = work.m();
    data.n = work.n;
    data.a_offset = static_cast<std::int16_t>(random.number(0, 9));
    data.padding = static_cast<std::int16_t>(random.number(-9, 9));
    data.b_offset = static_cast<std::int16_t>(random.number(0, 9));
    const std::int64_t plane = work.rows.in * work.cols.in;
    data.a = {{}, work.channels * plane, work.groups * work.channels * plane, plane, work.cols.in, 1};
    data.b = {{}, work.n * work.k(), work.taps, 1, work.k()};
    const auto weights = random.codes(work.groups * work.n * work.k(), -128, 127);
    data.b.values = weights;
    OrderedSums sums{schedule, data};
    for (int run = 0; run < 2; ++run) {  // of other inputs
      const auto input = random.codes(work.images * work.groups * work.channels * plane, -128, 127);
      data.a.values = input;
      const std::int64_t overflows = sums.run(data);
      std::int64_t expected_overflows = 0;
      std::vector<std::int64_t> expected;
      for (std::int64_t group = 0; group < work.groups; ++group)
        for (std::int64_t m = 0; m < work.m(); ++m)
          for (std::int64_t n = 0; n < work.n; ++n)
            expected.push_back(sum_of(schedule, data, group, m, n, expected_overflows));
      CAPTURE(i, run, tiling.channels, work.channels);
      CHECK(data.golden == expected);
      CHECK(overflows == expected_overflows);
    }
  }
}

TEST_CASE("products of two activations that cannot overflow are those of centred codes", "[C6]") {
  Random random{42};
  for (const bool transposed : {false, true}) {
    const models::MatmulShape s{3, 17, 29, 11, false, transposed};
    models::PostProcessing post;
    post.multipliers = {1e-4};
    post.zero_point = 3;
    post.mode = models::RequantMode::gemmlowp;
    auto product = SafeMatmul::make(s, operand(32, 0), operand(32, 100), post);
    REQUIRE(product);
    const auto a = random.codes(s.batch * s.m * s.k, 0, 255);
    const auto b = random.codes(s.batch * s.k * s.n, 0, 255);
    REQUIRE(product->holds(a, b));
    std::vector<std::int16_t> codes(static_cast<std::size_t>(s.batch * s.m * s.n));
    product->run(a, b, codes);
    const models::PostProcess definition{post};
    std::vector<std::int16_t> expected;
    for (std::int64_t i = 0; i < s.batch; ++i)
      for (std::int64_t m = 0; m < s.m; ++m)
        for (std::int64_t n = 0; n < s.n; ++n) {
          std::int64_t sum = 0;
          for (std::int64_t k = 0; k < s.k; ++k)
            sum += (a[static_cast<std::size_t>((i * s.m + m) * s.k + k)] - std::int64_t{100}) *
                   (b[static_cast<std::size_t>(i * s.k * s.n + k * s.b_step() + n * s.b_col())] - std::int64_t{100});
          expected.push_back(static_cast<std::int16_t>(definition(sum, 0)));
        }
    CHECK(codes == expected);
  }
}

TEST_CASE("a product is held by an accumulator as long as its codes' largest sum is", "[C1]") {
  const models::MatmulShape s{1, 1, 4, 1};
  // a comes as it is, b less 100: 4 · 255 · 155 = 158100 at most, of 19 bits with the sign.
  CHECK(SafeMatmul::make(s, operand(19, 0), operand(19, 100), {})
            ->holds(std::vector<std::int16_t>(4, 255), std::vector<std::int16_t>(4, 255)));
  const auto narrow = SafeMatmul::make(s, operand(18, 0), operand(18, 100), {});
  REQUIRE(narrow);
  CHECK_FALSE(narrow->holds(std::vector<std::int16_t>(4, 255), std::vector<std::int16_t>(4, 255)));
  CHECK(narrow->holds(std::vector<std::int16_t>(4, 211), std::vector<std::int16_t>(4, 255)));        // 130820 < 2^17
  CHECK_FALSE(narrow->holds(std::vector<std::int16_t>(4, 212), std::vector<std::int16_t>(4, 255)));  // 131440
  CHECK_FALSE(SafeMatmul::make({1, 1, 90000, 1}, operand(48, 0), operand(48, 0), {}));  // 155² · 90000 > 2^31
}
