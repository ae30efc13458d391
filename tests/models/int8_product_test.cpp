// Int8 products beside the plain loop, and both int8 kernels on every instruction set that this machine has.
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <string>
#include <vector>

#include "models/errors.hpp"
#include "models/numerics/int8_product.hpp"
#include "models/onednn/int8_support.hpp"
#include "models/onednn/one_thread.hpp"
#include "tests/support/random_numbers.hpp"

using namespace systole::models;
using namespace systole::tests;

namespace {

using Codes = std::vector<std::int16_t>;

std::int64_t product(const Codes& a, std::int64_t at_a, const Codes& b, std::int64_t at_b) {
  return std::int64_t{a[static_cast<std::size_t>(at_a)]} * b[static_cast<std::size_t>(at_b)];
}

std::vector<std::int64_t> definition(const MatmulShape& s, const Codes& a, const Codes& b) {
  std::vector<std::int64_t> c;
  for (std::int64_t i = 0; i < s.batch; ++i)
    for (std::int64_t m = 0; m < s.m; ++m)
      for (std::int64_t n = 0; n < s.n; ++n) {
        std::int64_t sum = 0;
        for (std::int64_t k = 0; k < s.k; ++k)
          sum += product(a, i * s.m * s.k + (s.transpose_a ? k * s.m + m : m * s.k + k), b,
                         i * s.k * s.n + (s.transpose_b ? n * s.k + k : k * s.n + n));
        c.push_back(sum);
      }
  return c;
}

void check_exact(const MatmulShape& s, const Codes& a, const Codes& b, const OperandRange& of_a,
                 const OperandRange& of_b) {
  CAPTURE(s.batch, s.m, s.k, s.n, s.transpose_a, s.transpose_b, of_a.lowest, of_b.lowest);
  const std::vector<std::int64_t> expected = definition(s, a, b);
  std::vector<std::int32_t> sums(expected.size(), -1);
  Int8Product by{s, of_a, of_b};
  for (int run = 0; run < 2; ++run) {
    by.run(a, b, sums);
    CHECK(std::vector<std::int64_t>(sums.begin(), sums.end()) == expected);
  }
  if (s.batch > 1 || s.transpose_a || !s.transpose_b) return;
  Int8Linear linear{{s.m, s.k, s.n}, b, of_a};
  for (int run = 0; run < 2; ++run) {
    linear.run(a, sums);
    CHECK(std::vector<std::int64_t>(sums.begin(), sums.end()) == expected);
  }
}

const std::vector<std::array<OperandRange, 2>> kOperands = {
    {{{-128, 127}, {-128, 127}}}, {{{0, 255}, {-128, 127}}},  {{{-37, 218}, {-200, 55}}}, {{{0, 255}, {0, 255}}},
    {{{-255, 0}, {-90, 165}}},    {{{-255, 255}, {-1, 300}}}, {{{-8, 7}, {-8, 7}}}};

}  // namespace

TEST_CASE("int8 products and linear layers of any shape give the plain loop's sums", "[C6][T20]") {
  RandomNumbers random{61};
  for (int i = 0; i < 112; ++i) {
    const MatmulShape s{i % 3 == 0 ? random.number(1, 3) : 1,
                        random.number(1, 20),
                        random.number(1, 90),
                        random.number(1, 40),
                        i % 4 == 1,
                        i % 4 != 2};
    const auto& [of_a, of_b] = kOperands[static_cast<std::size_t>(i) % kOperands.size()];
    check_exact(s, random.operands(s.batch * s.m * s.k, of_a.lowest, of_a.highest),
                random.operands(s.batch * s.k * s.n, of_b.lowest, of_b.highest), of_a, of_b);
  }
}

TEST_CASE("products at the ends of the ranges, up to 2^31, keep every bit", "[C6]") {
  RandomNumbers random{62};
  for (const std::int64_t k : {513, 515, 5000, 65000}) {
    for (const OperandRange of_a : {OperandRange{-128, 127}, OperandRange{0, 255}, OperandRange{-3, 252}}) {
      for (const bool transpose : {false, true}) {
        const MatmulShape s{1, 3, k, 5, false, transpose};
        const std::int32_t end = random.number(0, 1) == 1 ? of_a.highest - 1 : of_a.lowest;
        Codes a;
        Codes b;
        for (std::int64_t i = 0; i < s.m * k; ++i) a.push_back(static_cast<std::int16_t>(end + random.number(0, 1)));
        for (std::int64_t i = 0; i < s.n * k; ++i) b.push_back(static_cast<std::int16_t>(random.number(-127, -126)));
        check_exact(s, a, b, of_a, {-127, -126});
      }
    }
  }
}

TEST_CASE("reductions are sliced where floats would not hold their sums", "[C6]") {
  if (!int8_adds_exactly()) return;
  // uint8 by int8: 2^24 / (255 · 128) = 514.
  CHECK(Int8Product({1, 1, 514, 1}, {0, 255}, {-128, 127}).slices() == 1);
  CHECK(Int8Product({1, 1, 515, 1}, {0, 255}, {-128, 127}).slices() == 2);
  // Prepared weights say how far their sums can go.
  CHECK(Int8Linear({1, 10000, 1}, Codes(10000, 1), {0, 255}).slices() == 1);
  CHECK(Int8Linear({1, 10000, 1}, Codes(10000, 127), {0, 255}).slices() == 20);
}

TEST_CASE("int8 products refuse sums of more than 32 bits, other sizes and values out of range", "[C6]") {
  CHECK_THROWS_AS(Int8Product({1, 1, 66000, 1}, {0, 255}, {-128, 127}), ModelError);
  CHECK_THROWS_AS(Int8Linear({1, 66000, 1}, Codes(66000, -128), {0, 255}), ModelError);
  CHECK_THROWS_AS(Int8Linear({1, 6, 1}, Codes(5, -128), {0, 255}), ModelError);
  std::vector<std::int32_t> sum(1);
  for (const OperandRange of_a : {OperandRange{0, 255}, OperandRange{-300, 300}}) {
    Int8Product two{{1, 1, 2, 1}, of_a, {-128, 127}};
    CHECK_THROWS_AS(two.run(Codes{1, 301}, Codes{1, 1}, sum), ModelError);
    CHECK_THROWS_AS(two.run(Codes{1, 1}, Codes{1, 128}, sum), ModelError);
    CHECK_THROWS_AS(two.run(Codes{1}, Codes{1, 1}, sum), ModelError);
    two.run(Codes{255, 1}, Codes{-128, 127}, sum);
    CHECK(sum[0] == -32513);
  }
}

// oneDNN chooses its kernels for the CPU. Told of an older one it takes those: with VNNI others, which add up as
// exactly; without it the ones that saturate, which ours must not use.
TEST_CASE("sums are the same with the kernels of every instruction set", "[C6][slow]") {
  std::array<char, 4096> self{};
  REQUIRE(readlink("/proc/self/exe", self.data(), self.size() - 1) > 0);
  for (const std::string isa : {"AVX512_CORE_VNNI", "AVX2_VNNI", "AVX512_CORE", "AVX2", "SSE41"}) {
    CAPTURE(isa);
    const std::string command =
        "ONEDNN_MAX_CPU_ISA=" + isa + " DNNL_MAX_CPU_ISA=" + isa + " '" + self.data() + "' '[C6]~[slow]' > /dev/null";
    CHECK(std::system(command.c_str()) == 0);
  }
}

// oneDNN 2.6's products on AMX get the last row wrong here with more than one thread.
TEST_CASE("sums are exact for any number of threads", "[C6]") {
  const LinearShape s{57, 125, 107};
  RandomNumbers random{1};
  const Codes x = random.operands(s.rows * s.inputs, -32, 31);
  const Codes w = random.operands(s.outputs * s.inputs, -128, 127);
  for (const int threads : {1, 2, 3, 4}) {
    const ThreadLimit limit{threads};
    Int8Linear linear{s, w, {-32, 31}};
    std::vector<std::int32_t> sums(static_cast<std::size_t>(s.rows * s.outputs));
    linear.run(x, sums);
    const std::vector<std::int64_t> expected = definition({1, s.rows, s.inputs, s.outputs, false, true}, x, w);
    CHECK(std::equal(sums.begin(), sums.end(), expected.begin()));
  }
}
