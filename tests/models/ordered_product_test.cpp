#include <catch2/catch.hpp>
#include <random>
#include <vector>

#include "models/array/accumulate.hpp"
#include "models/errors.hpp"
#include "models/numerics/ordered_kernels.hpp"
#include "models/numerics/ordered_product.hpp"

using namespace systole::models;

namespace {

class Random {
 public:
  explicit Random(unsigned seed) : engine_{seed} {}
  std::int64_t number(std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>{low, high}(engine_);
  }
  std::vector<std::int16_t> operands(std::int64_t count, int magnitude) {
    std::vector<std::int16_t> values(static_cast<std::size_t>(count));
    const bool extreme = number(0, 1) == 1;
    for (auto& value : values)
      value = static_cast<std::int16_t>(extreme ? (number(0, 3) == 0 ? -magnitude : magnitude - 1)
                                                : number(-magnitude, magnitude - 1));
    return values;
  }

 private:
  std::mt19937_64 engine_;
};

/// Element after element, the accumulator's step for each k; adds the steps that overflow to `overflows`.
std::vector<std::int64_t> definition(const Accumulator& accumulator, const MatrixShape& s,
                                     const std::vector<std::int16_t>& a, const std::vector<std::int16_t>& b,
                                     std::vector<std::int64_t> c, std::int64_t& overflows) {
  for (std::int64_t m = 0; m < s.m; ++m)
    for (std::int64_t n = 0; n < s.n; ++n)
      for (std::int64_t k = 0; k < s.k; ++k) {
        std::int64_t& sum = c[static_cast<std::size_t>(m * s.n + n)];
        const std::int64_t product =
            std::int64_t{a[static_cast<std::size_t>(m * s.k + k)]} * b[static_cast<std::size_t>(k * s.n + n)];
        const std::int64_t kept = accumulate(accumulator, sum, product);
        if (kept != sum + product) ++overflows;
        sum = kept;
      }
  return c;
}

void check_like_definition(Random& random, const Accumulator& accumulator, const MatrixShape& s, int magnitude) {
  const auto a = random.operands(s.m * s.k, magnitude);
  const auto b = random.operands(s.k * s.n, magnitude);
  const std::int64_t end = std::int64_t{1} << (accumulator.bits - 1);
  std::vector<std::int64_t> c(static_cast<std::size_t>(s.m * s.n));
  for (auto& value : c) value = random.number(-end, end - 1);
  std::int64_t overflows = 0;
  const std::vector<std::int64_t> expected = definition(accumulator, s, a, b, c, overflows);
  CAPTURE(accumulator.bits, s.m, s.k, s.n, magnitude);
  CHECK(ordered_product(accumulator, s, a, b, c) == overflows);
  CHECK(c == expected);
}

}  // namespace

TEST_CASE("the published sequence saturates to 16638 and wraps to 32258", "[C2]") {
  // 3 x 16129, then -16129, in 16 bits (true 32258).
  const std::vector<std::int16_t> a{127, 127, 127, -127};
  const std::vector<std::int16_t> b{127, 127, 127, 127};
  std::vector<std::int64_t> c{0};
  CHECK(ordered_product({16, Overflow::saturate}, {1, 4, 1}, a, b, c) == 1);
  CHECK(c[0] == 16638);
  c[0] = 0;
  CHECK(ordered_product({16, Overflow::wrap}, {1, 4, 1}, a, b, c) == 2);
  CHECK(c[0] == 32258);
}

TEST_CASE("sums that leave the accumulator are those of its steps in order, at every width", "[C2]") {
  Random random{5};
  for (int bits = 8; bits <= 48; ++bits) {
    for (const Overflow overflow : {Overflow::saturate, Overflow::wrap}) {
      for (const int magnitude : {128, 256, 32768}) {
        const MatrixShape s{random.number(1, 70), random.number(1, 60), random.number(1, 70)};
        check_like_definition(random, {bits, overflow}, s, magnitude);
      }
    }
  }
}

TEST_CASE("an ordered product may be tall, wide or one column", "[C2]") {
  Random random{6};
  for (const auto& [m, n] :
       {std::pair{1, 1}, {1, 1537}, {1537, 1}, {1024, 3}, {513, 63}, {65, 64}, {3, 512}, {2, 513}}) {
    for (const int bits : {16, 32, 40}) {
      check_like_definition(random, {bits, Overflow::saturate}, {m, random.number(1, 40), n}, 128);
      check_like_definition(random, {bits, Overflow::wrap}, {m, random.number(1, 40), n}, 128);
    }
  }
}

TEST_CASE("vectors of every width make the accumulator's steps", "[C2]") {
  Random random{7};
  for (int bits = 8; bits <= 48; ++bits) {
    for (const Overflow overflow : {Overflow::saturate, Overflow::wrap}) {
      const Accumulator accumulator{bits, overflow};
      const MatrixShape s{kOrderedRows, random.number(1, 90), kOrderedLanes};
      const auto a = random.operands(s.m * s.k, 32768);
      const auto b = random.operands(s.k * s.n, 32768);
      std::vector<std::int64_t> start(static_cast<std::size_t>(s.m * s.n));
      const std::int64_t end = std::int64_t{1} << (bits - 1);
      for (auto& value : start) value = random.number(-end, end - 1);
      std::int64_t expected_overflows = 0;
      const std::vector<std::int64_t> expected = definition(accumulator, s, a, b, start, expected_overflows);
      for (const int widest : {16, 32, 64}) {
        CAPTURE(bits, widest);
        std::vector<std::int64_t> c = start;
        std::int64_t overflows[kOrderedRows] = {};
        run_ordered_tile(accumulator, {s.k, {a.data(), a.data() + s.k}, b.data(), {c.data(), c.data() + kOrderedLanes}},
                         overflows, widest);
        CHECK(c == expected);
        CHECK(overflows[0] + overflows[1] == expected_overflows);
      }
    }
  }
}

TEST_CASE("an ordered product refuses operands that do not fit its shape", "[C2]") {
  const std::vector<std::int16_t> a{1, 2};
  std::vector<std::int64_t> c{0};
  CHECK_THROWS_AS(ordered_product({16, Overflow::wrap}, {1, 3, 1}, a, a, c), ModelError);
  CHECK_THROWS_AS(ordered_product({16, Overflow::wrap}, {2, 1, 2}, a, a, c), ModelError);
}
