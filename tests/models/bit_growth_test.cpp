#include <catch2/catch.hpp>

#include "models/array/accumulate.hpp"
#include "models/numerics/bit_growth.hpp"

using namespace systole::models;

TEST_CASE("the rule of thumb for int8 sums is 16 bits and the logarithm of K, rounded up", "[C1]") {
  const std::int64_t lengths[] = {1, 9, 27, 576, 4096, 4608};
  const int bits[] = {16, 20, 21, 26, 28, 29};
  for (std::size_t i = 0; i < std::size(lengths); ++i) {
    const BitGrowth growth = bit_growth(lengths[i], 8, 8);
    CHECK(growth.formula_bits == bits[i]);
    CHECK(growth.recommended == (bits[i] <= 16 ? 16 : 32));
    CHECK(growth.margin() == growth.recommended - bits[i]);
  }
  CHECK(bit_growth(65537, 8, 8).recommended == 64);
}

TEST_CASE("the exact bits are fewer where K is no power of two", "[C1][T11]") {
  CHECK(bit_growth(3, 8, 8).formula_bits == 18);
  CHECK(bit_growth(3, 8, 8).exact_bits == 17);
  CHECK(bit_growth(576, 8, 8).exact_bits == 25);
  CHECK(bit_growth(4608, 8, 8).exact_bits == 28);
  CHECK(bit_growth(131071, 8, 8).exact_bits == 32);
  CHECK(bit_growth(131072, 8, 8).exact_bits == 33);
}

TEST_CASE("K products of the most negative operands fit the exact bits and not one less", "[C1][T11]") {
  for (int a_bits = 2; a_bits <= 9; ++a_bits) {
    for (int b_bits = 2; b_bits <= 9; ++b_bits) {
      const std::int64_t largest = std::int64_t{1} << (a_bits + b_bits - 2);
      for (std::int64_t k = 1; k < 600; ++k) {
        CAPTURE(a_bits, b_bits, k);
        const int bits = bit_growth(k, a_bits, b_bits).exact_bits;
        CHECK(accumulate({bits, Overflow::saturate}, 0, k * largest) == k * largest);
        CHECK(accumulate({bits - 1, Overflow::saturate}, 0, k * largest) != k * largest);
      }
    }
  }
}
