// Rounding rules: the published ties, the neighbours of one half, and every rule against integer arithmetic.
#include "models/numerics/rounding.hpp"

#include <rapidcheck.h>
#include <catch2/catch.hpp>

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>

using namespace systole::models;

namespace {

constexpr std::array kRules = {Rounding::half_even, Rounding::half_away, Rounding::half_up,
                               Rounding::half_down, Rounding::floor,     Rounding::trunc};

void check(double value, const std::array<double, kRules.size()>& expected) {
  for (std::size_t rule = 0; rule < kRules.size(); ++rule) {
    CAPTURE(value, rule);
    CHECK(round_to(value, kRules[rule]) == expected[rule]);
  }
}

/// numerator / 2^shift, rounded without any floating point.
std::int64_t exactly(std::int64_t numerator, int shift, Rounding rounding) {
  const std::int64_t below = numerator >> shift;
  const std::int64_t twice_rest = 2 * (numerator - (below << shift));
  const std::int64_t whole = std::int64_t{1} << shift;
  const bool is_tie = twice_rest == whole;
  const bool nearer_above = twice_rest > whole;
  switch (rounding) {
    case Rounding::half_even:
      return below + (nearer_above || (is_tie && below % 2 != 0) ? 1 : 0);
    case Rounding::half_away:
      return below + (nearer_above || (is_tie && numerator > 0) ? 1 : 0);
    case Rounding::half_up:
      return below + (nearer_above || is_tie ? 1 : 0);
    case Rounding::half_down:
      return below + (nearer_above ? 1 : 0);
    case Rounding::floor:
      return below;
    case Rounding::trunc:
      return below + (numerator < 0 && twice_rest != 0 ? 1 : 0);
  }
  return 0;
}

}  // namespace

TEST_CASE("every rule rounds the published values as published", "[B3][C4]") {
  check(0.5, {0, 1, 1, 0, 0, 0});
  check(-0.5, {0, -1, 0, -1, -1, 0});
  check(1.5, {2, 2, 2, 1, 1, 1});
  check(-1.5, {-2, -2, -1, -2, -2, -1});
  check(2.5, {2, 3, 3, 2, 2, 2});
  check(-2.5, {-2, -3, -2, -3, -3, -2});
  check(2.4999, {2, 2, 2, 2, 2, 2});
  check(-3.7, {-4, -4, -4, -4, -4, -3});
}

TEST_CASE("the neighbours of one half are not ties", "[B3][C4]") {
  const double below = 0.49999999999999994;
  const double above = std::nextafter(0.5, 1.0);
  REQUIRE(std::floor(below + 0.5) == 1);  // the trap: the sum rounds
  check(below, {0, 0, 0, 0, 0, 0});
  check(-below, {0, 0, 0, 0, -1, 0});
  check(above, {1, 1, 1, 1, 0, 0});
  check(-above, {-1, -1, -1, -1, -1, 0});
}

TEST_CASE("integers stay, however large, where one half has no room to be added", "[B3]") {
  for (const double value :
       {0.0, 1.0, 0x1p52 + 1, 0x1p53 - 1, 0x1p62, 1e300, std::numeric_limits<double>::infinity()}) {
    check(value, {value, value, value, value, value, value});
    check(-value, {-value, -value, -value, -value, -value, -value});
  }
  for (const Rounding rule : kRules) CHECK(std::isnan(round_to(std::nan(""), rule)));
}

TEST_CASE("every rule is exact for random binary fractions and their ties", "[B3][C4]") {
  CHECK(rc::check([] {
    const auto shift = *rc::gen::inRange(1, 52);
    const std::int64_t half = std::int64_t{1} << (shift - 1);
    const auto drawn = *rc::gen::inRange<std::int64_t>(-(std::int64_t{1} << 52), std::int64_t{1} << 52);
    const std::int64_t tie = ((drawn >> shift) << shift) + half;
    for (const std::int64_t numerator : {drawn, tie - 1, tie, tie + 1}) {
      const double value = std::ldexp(static_cast<double>(numerator), -shift);
      for (const Rounding rule : kRules) {
        const double rounded = round_to(value, rule);
        RC_ASSERT(rounded == static_cast<double>(exactly(numerator, shift, rule)));
        const double error = std::abs(rounded - value);  // exact: both are multiples of 2^-shift
        const bool nearest = rule != Rounding::floor && rule != Rounding::trunc;
        RC_ASSERT((nearest ? error <= 0.5 : error < 1));
      }
    }
  }));
}
