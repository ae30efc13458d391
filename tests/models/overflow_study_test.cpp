#include <catch2/catch.hpp>
#include <vector>

#include "models/array/accumulate.hpp"
#include "models/numerics/bit_growth.hpp"
#include "models/numerics/overflow_study.hpp"

using namespace systole::models;

namespace {

OverflowStudy int8_study(std::int64_t k, std::int64_t sums) {
  return {k, sums, OperandType::int8, OperandType::int8, 42, 0};
}

}  // namespace

// The published figures (numerics of the demo, K = 576, seed 42, a few hundred sums) compare wrapping with one
// saturation at the end. Ours are of 65,536 sums; the tolerance is what a few hundred sums leave open, the most where
// few overflow.
TEST_CASE("wrapping is worse than saturating at the end by the published ratios", "[C3][T10]") {
  const std::vector<Accumulator> accumulators{
      {16, Overflow::wrap}, {18, Overflow::wrap}, {19, Overflow::wrap}, {24, Overflow::wrap}};
  const auto tallies = study_overflow(int8_study(576, 65536), accumulators);
  CHECK(tallies[0].mean_error / tallies[0].mean_excess == Approx(1.37).epsilon(0.03));
  CHECK(tallies[1].mean_error / tallies[1].mean_excess == Approx(3.89).epsilon(0.03));
  CHECK(tallies[2].mean_error / tallies[2].mean_excess == Approx(9.95).epsilon(0.15));
  CHECK(tallies[3].overflowed_steps == 0);
}

TEST_CASE("a small excess makes wrapping a thousand times worse than saturating", "[C3][T10]") {
  for (const auto& [excess, ratio] : {std::pair{65, 1008.2}, std::pair{655, 100.05}}) {
    const std::int64_t exact = 32767 + excess;
    const auto saturated = static_cast<double>(exact - accumulate({16, Overflow::saturate}, 32767, excess));
    const auto wrapped = static_cast<double>(exact - accumulate({16, Overflow::wrap}, 32767, excess));
    CHECK(wrapped / saturated == Approx(ratio).epsilon(0.001));
  }
}

TEST_CASE("an accumulator of the exact bits never overflows, whatever is drawn", "[C1][C3]") {
  for (const std::int64_t k : {1, 7, 27, 100, 576}) {
    const int bits = bit_growth(k, 8, 8).exact_bits;
    for (const Overflow overflow : {Overflow::saturate, Overflow::wrap}) {
      const std::vector<Accumulator> accumulators{{bits, overflow}};
      const auto tallies = study_overflow(int8_study(k, 2000), accumulators);
      CHECK(tallies[0].overflowed_steps == 0);
      CHECK(tallies[0].wrong_sums == 0);
    }
  }
}

TEST_CASE("a wrong sum that wraps is wrong by a multiple of the range", "[C3]") {
  const std::vector<Accumulator> accumulators{{16, Overflow::wrap}, {48, Overflow::wrap}};
  const auto tallies = study_overflow(int8_study(576, 1000), accumulators);
  CHECK(tallies[0].worst_error > 0);
  CHECK(tallies[0].worst_error % 65536 == 0);
  CHECK(tallies[1].worst_error == 0);
}

TEST_CASE("a study depends on its seed and stream, and not on the accumulators beside it", "[C3]") {
  const std::vector<Accumulator> one{{16, Overflow::saturate}};
  const std::vector<Accumulator> two{{20, Overflow::wrap}, {16, Overflow::saturate}};
  const auto same = [](const OverflowTally& x, const OverflowTally& y) {
    return x.overflowed_steps == y.overflowed_steps && x.mean_error == y.mean_error && x.worst_error == y.worst_error;
  };
  const OverflowTally base = study_overflow(int8_study(100, 1000), one)[0];
  CHECK(same(base, study_overflow(int8_study(100, 1000), two)[1]));
  OverflowStudy other = int8_study(100, 1000);
  other.seed = 43;
  CHECK_FALSE(same(base, study_overflow(other, one)[0]));
  other = int8_study(100, 1000);
  other.stream = 1;
  CHECK_FALSE(same(base, study_overflow(other, one)[0]));
}
