// Fixed-point multipliers and gemmlowp's primitives: the published vectors, and each against exact arithmetic.
#include "models/numerics/fixed_multiplier.hpp"

#include <rapidcheck.h>
#include <catch2/catch.hpp>

#include <cmath>
#include <cstdint>
#include <limits>

#include "models/errors.hpp"

using namespace systole::models;

namespace {

constexpr std::int32_t kMin = std::numeric_limits<std::int32_t>::min();
constexpr std::int32_t kMax = std::numeric_limits<std::int32_t>::max();

void check_high_mul(std::int32_t a, std::int32_t b, std::int32_t expected) {
  CAPTURE(a, b);
  CHECK(saturating_rounding_doubling_high_mul(a, b) == expected);
  CHECK(saturating_rounding_doubling_high_mul(b, a) == expected);
}

void check_divide(std::int32_t value, int exponent, std::int32_t expected) {
  CAPTURE(value, exponent);
  CHECK(rounding_divide_by_pot(value, exponent) == expected);
}

void check_fixed(double real, std::int32_t quantised, int shift) {
  CAPTURE(real);
  const FixedMultiplier multiplier = fixed_multiplier(real);
  CHECK(multiplier.quantised == quantised);
  CHECK(multiplier.shift == shift);
}

void check_shift(double real, std::int64_t expected, int shift) {
  CAPTURE(real);
  const ShiftMultiplier multiplier = shift_multiplier(real);
  CHECK(multiplier.multiplier == expected);
  CHECK(multiplier.shift == shift);
}

rc::Gen<std::int32_t> any_int32() {
  return rc::gen::oneOf(rc::gen::arbitrary<std::int32_t>(), rc::gen::inRange<std::int32_t>(kMin, kMax),
                        rc::gen::element(kMin, kMin + 1, -1, 0, 1, 1 << 30, -(1 << 30), kMax));
}

/// 2^lowest to 2^highest, uniform in the exponent.
double random_real(int lowest, int highest) {
  const auto mantissa = *rc::gen::inRange<std::int64_t>(std::int64_t{1} << 52, std::int64_t{1} << 53);
  return std::ldexp(static_cast<double>(mantissa), *rc::gen::inRange(lowest, highest) - 52);
}

}  // namespace

TEST_CASE("the doubling high product has gemmlowp's bits", "[C4]") {
  constexpr std::int32_t kHalf = 1 << 30;
  check_high_mul(kHalf, kHalf, 536870912);
  check_high_mul(kMin, kMin, 2147483647);
  check_high_mul(kMin, kMax, -2147483647);
  check_high_mul(kMax, kMax, 2147483646);
  check_high_mul(101, kHalf, 51);
  check_high_mul(-101, kHalf, -50);
  check_high_mul(kHalf, 3, 2);
  check_high_mul(kHalf, -3, -1);
  check_high_mul(kHalf, 1, 1);
  check_high_mul(kHalf, -1, 0);
  check_high_mul(1000000, 1518500250, 707107);
}

TEST_CASE("the doubling high product is the nearest integer, ties toward plus infinity", "[C4]") {
  CHECK(rc::check([] {
    const auto a = *any_int32();
    const auto b = *any_int32();
    RC_PRE(a != kMin || b != kMin);
    const std::int64_t nearest = (std::int64_t{a} * b + (std::int64_t{1} << 30)) >> 31;
    RC_ASSERT(saturating_rounding_doubling_high_mul(a, b) == nearest);
  }));
}

TEST_CASE("the rounding division by a power of two has gemmlowp's bits", "[C4]") {
  check_divide(5, 1, 3);
  check_divide(-5, 1, -3);
  check_divide(3, 1, 2);
  check_divide(-3, 1, -2);
  check_divide(6, 2, 2);
  check_divide(-6, 2, -2);
  check_divide(10, 2, 3);
  check_divide(-10, 2, -3);
  check_divide(7, 2, 2);
  check_divide(128, 8, 1);
  check_divide(-128, 8, -1);
  check_divide(127, 8, 0);
  check_divide(-127, 8, 0);
  check_divide(kMax, 31, 1);
  check_divide(kMin, 31, -1);
  for (const std::int32_t value : {kMin, -7, -1, 0, 1, 7, kMax}) check_divide(value, 0, value);
}

TEST_CASE("the rounding division is the nearest integer, ties away from zero", "[C4]") {
  CHECK(rc::check([] {
    const auto value = *any_int32();
    const auto exponent = *rc::gen::inRange(0, 32);
    const double exact = std::ldexp(static_cast<double>(value), -exponent);
    RC_ASSERT(rounding_divide_by_pot(value, exponent) == static_cast<std::int32_t>(std::round(exact)));
  }));
}

TEST_CASE("real multipliers become 31 bits and a shift as published", "[C4]") {
  check_fixed(0.5, 1073741824, 0);
  check_fixed(0.25, 1073741824, -1);
  check_fixed(0.75, 1610612736, 0);
  check_fixed(0.0025, 1374389535, -8);
  check_fixed(0.007247427341846, 1992157658, -7);
  check_fixed(1, 1073741824, 1);
  check_fixed(1.5, 1610612736, 1);
  check_fixed(1.0 / 3, 1431655765, -1);
  check_fixed(0x1p-9, 1073741824, -8);
  check_fixed(0.9999999999, 1073741824, 1);
  check_fixed(1e-10, 0, 0);
}

TEST_CASE("the smallest multiplier that is not 0 is 2 to the -32", "[C4]") {
  check_fixed(0, 0, 0);
  check_fixed(0x1p-32, 1073741824, -31);
  check_fixed(std::nextafter(0x1p-32, 0.0), 1073741824, -31);  // its 31 bits round up to it
  check_fixed(0x1.fffffffp-33, 0, 0);
  check_fixed(std::numeric_limits<double>::denorm_min(), 0, 0);
  check_fixed(std::numeric_limits<double>::max(), 1073741824, 1025);
}

TEST_CASE("a fixed multiplier is within half a unit of its last bit", "[C4]") {
  CHECK(rc::check([] {
    const double real = random_real(-32, 40);
    const FixedMultiplier multiplier = fixed_multiplier(real);
    RC_ASSERT(multiplier.quantised >= 1 << 30);
    const double error = std::ldexp(multiplier.quantised, multiplier.shift - 31) - real;
    RC_ASSERT(std::abs(error) <= std::ldexp(1.0, multiplier.shift - 32));
  }));
}

TEST_CASE("the search for a multiplier with a shift finds what is published", "[C4]") {
  check_shift(0.007247427341846, 15, 11);
  check_shift(0.0025, 10486, 22);
  check_shift(0.5, 1, 1);
  check_shift(0.3, 1229, 12);
  check_shift(1.0 / 3, 2731, 13);
  check_shift(0.75, 3, 2);
  check_shift(1.5, 3, 1);
  check_shift(1, 2, 1);  // the search begins with a shift of 1
}

TEST_CASE("the search takes multipliers to 1/14000 for zero, as it looks at one accumulator only", "[C4]") {
  check_shift(0, 0, 1);
  check_shift(1.0 / 14001, 0, 1);
  check_shift(1.0 / 13999, 300, 22);
}

TEST_CASE("the search is right for an accumulator of 7000, or has used all 22 bits", "[C4]") {
  CHECK(rc::check([] {
    const double real = random_real(-20, 27);
    const ShiftMultiplier found = shift_multiplier(real);
    RC_ASSERT(found.shift >= 1);
    RC_ASSERT(found.shift <= 22);
    const auto product = static_cast<std::int64_t>(std::nearbyint(real * 7000));
    const bool right = (found.multiplier * 7000) >> found.shift == product;
    RC_ASSERT(right || found.shift == 22);
    const double error = std::ldexp(static_cast<double>(found.multiplier), -found.shift) - real;
    RC_ASSERT(std::abs(error) <= std::ldexp(1.0, -found.shift - 1));
  }));
}

TEST_CASE("multipliers that are negative, infinite or no number are refused", "[C4]") {
  const double infinity = std::numeric_limits<double>::infinity();
  for (const double real : {-1.0, -1e-300, infinity, -infinity, std::nan("")}) {
    CAPTURE(real);
    CHECK_THROWS_AS(fixed_multiplier(real), ModelError);
    CHECK_THROWS_AS(shift_multiplier(real), ModelError);
  }
  CHECK_THROWS_AS(shift_multiplier(std::nextafter(0x1p28, 1e9)), ModelError);
  check_shift(0x1p28, std::int64_t{1} << 29, 1);
}
