// Requantisation in all modes: the published vectors, and each mode's error, order and kernel.
#include "models/numerics/requantizer.hpp"

#include <rapidcheck.h>
#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <vector>

#include "models/errors.hpp"

using namespace systole::models;

namespace {

__extension__ using Wide = __int128;

constexpr std::array kModes = {RequantMode::float64_half_even, RequantMode::float64_half_away, RequantMode::gemmlowp,
                               RequantMode::single_rounding, RequantMode::shift_truncate};

constexpr std::int64_t kLargest = (std::int64_t{1} << 47) - 1;  // of a 48 bit accumulator

std::int64_t requantize(double multiplier, RequantMode mode, std::int64_t accumulator) {
  return Requantizer{multiplier, mode}(accumulator);
}

/// As published: half even, half away, gemmlowp and single rounding.
void check(double multiplier, std::int64_t accumulator, const std::array<std::int64_t, 4>& expected) {
  for (std::size_t mode = 0; mode < expected.size(); ++mode) {
    CAPTURE(multiplier, accumulator, mode);
    CHECK(requantize(multiplier, kModes[mode], accumulator) == expected[mode]);
  }
}

/// Both signs, small and large ones alike, of up to `bits` bits.
std::int64_t random_accumulator(int bits) {
  const auto used = *rc::gen::inRange(1, bits);
  const std::int64_t end = std::int64_t{1} << used;
  return *rc::gen::inRange<std::int64_t>(-end, end);
}

/// 2^lowest to 2^highest, uniform in the exponent; now and then a short fraction, which makes ties.
double random_multiplier(int lowest, int highest) {
  const auto bits = *rc::gen::element(2, 5, 52);
  const auto mantissa = *rc::gen::inRange<std::int64_t>(std::int64_t{1} << bits, std::int64_t{2} << bits);
  return std::ldexp(static_cast<double>(mantissa), *rc::gen::inRange(lowest, highest) - bits);
}

/// 4 · |result - accumulator · multiplier / 2^shift| in units of 2^-shift, without any floating point.
Wide four_errors(std::int64_t result, std::int64_t accumulator, std::int64_t multiplier, int shift) {
  const Wide error = (Wide{result} << shift) - Wide{accumulator} * multiplier;
  return 4 * (error < 0 ? -error : error);
}

}  // namespace

TEST_CASE("all modes requantise the published accumulators as published", "[C4]") {
  check(0.0025, 200, {0, 1, 1, 1});
  check(0.0025, 1000, {2, 3, 3, 3});
  check(0.0025, -1000, {-2, -3, -3, -3});
  check(0.25, -50, {-12, -13, -13, -12});
  check(0.75, -50, {-38, -38, -37, -37});
  check(1.5, 32767, {49150, 49151, 49151, 49151});
  check(1.0 / 3, 100, {33, 33, 34, 33});
  check(1.0 / 3, 1000, {333, 333, 334, 333});
  check(1.0 / 3, -50, {-17, -17, -17, -17});
  check(0.3, -1, {0, 0, -1, 0});
  check(0.01171875, 42, {0, 0, 1, 0});
}

TEST_CASE("sums of five small products requantise as published, in both roundings of doubles", "[C4][C8]") {
  const std::vector<std::int64_t> sums = {100, 200, -50, 0, 500};
  std::vector<std::int64_t> out(sums.size());
  const double multiplier = 0.01 * 0.005 / 0.02;
  Requantizer{multiplier, RequantMode::float64_half_even}.requantize(sums, out);
  CHECK(out == std::vector<std::int64_t>{0, 0, 0, 0, 1});
  Requantizer{multiplier, RequantMode::float64_half_away}.requantize(sums, out);
  CHECK(out == std::vector<std::int64_t>{0, 1, 0, 0, 1});
}

TEST_CASE("products are of doubles, as a float makes a tie of 121592.502", "[C4]") {
  const double multiplier = 0.007247427341846;
  CHECK(requantize(multiplier, RequantMode::float64_half_even, 16777333) == 121593);
  CHECK(std::nearbyint(static_cast<float>(16777333 * multiplier)) == 121592);
}

TEST_CASE("truncating shifts are off by what is published", "[C4]") {
  CHECK(requantize(0.3, RequantMode::shift_truncate, -7000) == -2101);
  CHECK(requantize(0.007247427341846, RequantMode::shift_truncate, 100) == 0);
  CHECK(requantize(0.75, RequantMode::shift_truncate, 100) == 75);
}

TEST_CASE("gemmlowp's two roundings differ from a single one on a fifth of all sums, by 1", "[C4]") {
  const Requantizer twice{0.3, RequantMode::gemmlowp};
  const Requantizer once{0.3, RequantMode::single_rounding};
  int different = 0;
  std::int64_t most = 0;
  for (std::int64_t accumulator = -70000; accumulator <= 70000; ++accumulator) {
    const std::int64_t difference = std::abs(twice(accumulator) - once(accumulator));
    different += difference != 0 ? 1 : 0;
    most = std::max(most, difference);
  }
  CHECK(different == 28000);
  CHECK(most == 1);
}

TEST_CASE("doubles round to within one half of the exact product and its last bit", "[C4]") {
  CHECK(rc::check([] {
    const double multiplier = random_multiplier(-32, 10);
    const std::int64_t accumulator = random_accumulator(48);
    int exponent = 0;
    const auto mantissa = static_cast<std::int64_t>(std::ldexp(std::frexp(multiplier, &exponent), 53));
    const int shift = 53 - exponent;  // multiplier = mantissa / 2^shift, exactly
    for (const RequantMode mode : {RequantMode::float64_half_even, RequantMode::float64_half_away}) {
      const Wide errors = four_errors(requantize(multiplier, mode, accumulator), accumulator, mantissa, shift);
      const Wide product = Wide{std::abs(accumulator)} * mantissa;
      RC_ASSERT(bool(errors <= (Wide{2} << shift) + 4 * ((product >> 53) + 1)));
    }
  }));
}

TEST_CASE("a single rounding is off by one half at most, and up where that is so", "[C4]") {
  CHECK(rc::check([] {
    const double multiplier = random_multiplier(-32, 10);
    const std::int64_t accumulator = random_accumulator(48);
    const FixedMultiplier fixed = fixed_multiplier(multiplier);
    const int shift = 31 - fixed.shift;
    const std::int64_t result = requantize(multiplier, RequantMode::single_rounding, accumulator);
    const Wide errors = four_errors(result, accumulator, fixed.quantised, shift);
    RC_ASSERT(bool(errors <= Wide{2} << shift));
    if (errors == Wide{2} << shift) RC_ASSERT(bool((Wide{result} << shift) > Wide{accumulator} * fixed.quantised));
  }));
}

TEST_CASE("gemmlowp's two roundings are off by three quarters at most, by one half without a shift", "[C4]") {
  CHECK(rc::check([] {
    const double multiplier = random_multiplier(-32, 10);
    const FixedMultiplier fixed = fixed_multiplier(multiplier);
    const std::int64_t accumulator = random_accumulator(32) >> std::max(fixed.shift, 0);  // so that nothing saturates
    const std::int64_t result = requantize(multiplier, RequantMode::gemmlowp, accumulator);
    const int shift = 31 - fixed.shift;
    const Wide errors = four_errors(result, accumulator, fixed.quantised, shift);
    RC_ASSERT(bool(errors <= Wide{fixed.shift >= 0 ? 2 : 3} << shift));
  }));
}

TEST_CASE("gemmlowp and a single rounding never differ by more than 1", "[C4]") {
  CHECK(rc::check([] {
    const double multiplier = random_multiplier(-32, 0);
    const std::int64_t accumulator = random_accumulator(32);
    const std::int64_t twice = requantize(multiplier, RequantMode::gemmlowp, accumulator);
    RC_ASSERT(std::abs(twice - requantize(multiplier, RequantMode::single_rounding, accumulator)) <= 1);
  }));
}

TEST_CASE("a truncating shift is the floor of its own product", "[C4]") {
  CHECK(rc::check([] {
    const double multiplier = random_multiplier(-20, 10);
    const std::int64_t accumulator = random_accumulator(48);
    const ShiftMultiplier found = shift_multiplier(multiplier);
    const std::int64_t result = requantize(multiplier, RequantMode::shift_truncate, accumulator);
    const Wide below = Wide{accumulator} * found.multiplier - (Wide{result} << found.shift);
    RC_ASSERT(bool(below >= 0));
    RC_ASSERT(bool(below < Wide{1} << found.shift));
  }));
}

TEST_CASE("all modes are monotone in the accumulator", "[C4]") {
  CHECK(rc::check([] {
    const double multiplier = random_multiplier(-40, 28);
    const std::int64_t lower = random_accumulator(48);
    const std::int64_t step =
        *rc::gen::oneOf(rc::gen::just(std::int64_t{1}), rc::gen::inRange(std::int64_t{0}, kLargest));
    for (const RequantMode mode : kModes) {
      const Requantizer requantizer{multiplier, mode};
      RC_ASSERT(requantizer(lower) <= requantizer(lower + step));
      RC_ASSERT(requantizer(0) == 0);
    }
  }));
}

TEST_CASE("a span's kernel does what the scalar operator does, in place too", "[C4]") {
  CHECK(rc::check([] {
    const double multiplier = random_multiplier(-40, 28);
    std::vector<std::int64_t> sums(*rc::gen::inRange<std::size_t>(0, 40));
    for (auto& sum : sums) sum = random_accumulator(48);
    for (const RequantMode mode : kModes) {
      const Requantizer requantizer{multiplier, mode};
      std::vector<std::int64_t> out(sums.size());
      requantizer.requantize(sums, out);
      for (std::size_t i = 0; i < sums.size(); ++i) RC_ASSERT(out[i] == requantizer(sums[i]));
      std::vector<std::int64_t> in_place = sums;
      requantizer.requantize(in_place, in_place);
      RC_ASSERT(in_place == out);
    }
  }));
}

TEST_CASE("gemmlowp saturates wide accumulators to 32 bits, before and after its shift to the left", "[C4]") {
  constexpr std::int64_t kMax = std::numeric_limits<std::int32_t>::max();
  constexpr std::int64_t kMin = std::numeric_limits<std::int32_t>::min();
  const Requantizer half{0.5, RequantMode::gemmlowp};
  CHECK(half(kMax + 1) == half(kMax));
  CHECK(half(kLargest) == half(kMax));
  CHECK(half(-kLargest - 1) == half(kMin));
  CHECK(requantize(1, RequantMode::gemmlowp, kMax / 2) == kMax / 2);
  CHECK(requantize(1, RequantMode::gemmlowp, kMax) == (kMax + 1) / 2);  // 2·acc has saturated
  CHECK(requantize(1, RequantMode::gemmlowp, kMin) == kMin / 2);
  for (const std::int64_t accumulator : {std::int64_t{1}, kMax, kLargest}) {  // all but 0 saturates
    CHECK(requantize(0x1p40, RequantMode::gemmlowp, accumulator) == (kMax + 1) / 2);
    CHECK(requantize(0x1p40, RequantMode::gemmlowp, -accumulator - 1) == kMin / 2);
  }
}

TEST_CASE("wide modes are exact for 48 bits and saturate at 64", "[C4]") {
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
  constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
  for (const RequantMode mode : {RequantMode::float64_half_even, RequantMode::float64_half_away,
                                 RequantMode::single_rounding, RequantMode::shift_truncate}) {
    CAPTURE(static_cast<int>(mode));
    CHECK(requantize(1, mode, kLargest) == kLargest);
    CHECK(requantize(1, mode, -kLargest - 1) == -kLargest - 1);
    CHECK(requantize(0x1p16, mode, kLargest) == kLargest << 16);
    CHECK(requantize(0x1p17, mode, kLargest) == kMax);
    CHECK(requantize(0x1p17, mode, -kLargest - 2) == kMin);
    CHECK(requantize(0x1p28, mode, kMax) == kMax);
    CHECK(requantize(0x1p28, mode, kMin) == kMin);
  }
  for (const double multiplier : {0x1p31, 0x1p63, 0x1p64, 0x1.fp100, 1e308}) {
    CAPTURE(multiplier);
    CHECK(requantize(multiplier, RequantMode::single_rounding, kMax) == kMax);
    CHECK(requantize(multiplier, RequantMode::single_rounding, kMin) == kMin);
    CHECK(requantize(multiplier, RequantMode::single_rounding, 0) == 0);
  }
  CHECK(requantize(0x1p31, RequantMode::single_rounding, -3) == -3 * (std::int64_t{1} << 31));
  CHECK(requantize(0x1p62, RequantMode::single_rounding, 1) == std::int64_t{1} << 62);
  CHECK(requantize(0x1p63, RequantMode::single_rounding, 1) == kMax);
}

TEST_CASE("a requantizer refuses multipliers and spans that do not fit", "[C4]") {
  for (const RequantMode mode : kModes) {
    CHECK_THROWS_AS(Requantizer(-0.5, mode), ModelError);
    CHECK_THROWS_AS(Requantizer(std::nan(""), mode), ModelError);
    const std::vector<std::int64_t> sums(3);
    std::vector<std::int64_t> out(2);
    CHECK_THROWS_AS(Requantizer(0.5, mode).requantize(sums, out), ModelError);
  }
  CHECK_THROWS_AS(Requantizer(0x1p29, RequantMode::shift_truncate), ModelError);
}
