// The normal numbers of noise: what they are made of, their distribution, and that different purposes get different
// ones. Seeds are fixed; each statistical bound says how often a good generator with another seed would fail it.
#include <Random123/philox.h>

#include <algorithm>
#include <array>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>
#include <vector>

#include "models/cim/normal_stream.hpp"
#include "models/errors.hpp"

using namespace systole::models;

namespace {

constexpr std::size_t kColumns = 4096;

std::vector<float> draw(const NormalRow& row, std::size_t columns = kColumns, int widest = 64) {
  std::vector<float> values(columns);
  fill_normals(row, 0, values, widest);
  return values;
}

/// 2^20 numbers: 256 rows.
std::vector<float> many() {
  std::vector<float> all;
  for (std::uint32_t row = 0; row < 256; ++row) {
    const std::vector<float> values = draw({11, 3, row, 2, 1});
    all.insert(all.end(), values.begin(), values.end());
  }
  return all;
}

double moment(const std::vector<float>& values, int power) {
  double sum = 0;
  for (const float value : values) sum += std::pow(static_cast<double>(value), power);
  return sum / static_cast<double>(values.size());
}

double correlation(const std::vector<float>& a, const std::vector<float>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += static_cast<double>(a[i]) * b[i];
  return sum / static_cast<double>(a.size());
}

/// The transform in double, of words by Random123.
std::array<double, 2> box_muller(std::uint32_t first, std::uint32_t second) {
  const double radius = std::sqrt(-2 * std::log((static_cast<double>(first >> 1U) + 0.5) * 0x1p-31));
  const double angle =
      std::numbers::pi / 4 * (static_cast<double>(static_cast<std::int32_t>(second) >> 2) + 0.5) * 0x1p-29;
  const double along = radius * std::cos(angle) * ((second & 1U) != 0 ? -1 : 1);
  const double across = radius * std::sin(angle);
  if ((second & 2U) != 0) return {across, along};
  return {along, across};
}

}  // namespace

TEST_CASE("Normal numbers are Box and Muller's of Random123's Philox words", "[J10]") {
  const NormalRow row{0x0123456789ABCDEFU, 7, 42, 5, 0x11};
  const std::vector<float> values = draw(row, 256);
  for (std::uint32_t block = 0; block < 64; ++block) {
    const auto words =
        r123::Philox4x32{}({{block, row.row, row.tile << 8U | row.purpose, row.layer}}, {{0x89ABCDEFU, 0x01234567U}});
    const std::size_t at = block / 16 * 64 + block % 16;
    for (std::size_t pair = 0; pair < 2; ++pair) {
      const auto expected = box_muller(words[2 * pair], words[2 * pair + 1]);
      CHECK(values[at + 32 * pair] == Approx(expected[0]).margin(2e-6));
      CHECK(values[at + 32 * pair + 16] == Approx(expected[1]).margin(2e-6));
    }
  }
}

TEST_CASE("Normal numbers are the same bits on every width of vector", "[J10]") {
  const std::vector<float> widest = draw({1, 2, 3, 4, 5});
  CHECK(draw({1, 2, 3, 4, 5}, kColumns, 32) == widest);
  CHECK(draw({1, 2, 3, 4, 5}, kColumns, 16) == widest);
}

TEST_CASE("A column's number does not depend on which columns are drawn with it", "[J10]") {
  const std::vector<float> all = draw({1, 2, 3, 4, 5});
  std::vector<float> part(128);
  fill_normals({1, 2, 3, 4, 5}, 1024, part);
  CHECK(std::equal(part.begin(), part.end(), all.begin() + 1024));
  CHECK_THROWS_AS(fill_normals({}, 1, part), ModelError);
  CHECK_THROWS_AS(fill_normals({}, 0, std::span{part}.first(100)), ModelError);
}

// Moments of n samples deviate by 1, sqrt 2, sqrt 6 and sqrt 24 over sqrt n: 4.9 deviations, one alarm in 10^6 each.
TEST_CASE("Normal numbers have the moments of a normal distribution", "[J10]") {
  const std::vector<float> values = many();
  const double unit = 4.9 / std::sqrt(static_cast<double>(values.size()));
  CHECK(std::abs(moment(values, 1)) < unit);
  CHECK(std::abs(moment(values, 2) - 1) < std::sqrt(2) * unit);
  CHECK(std::abs(moment(values, 3)) < std::sqrt(15) * unit);  // about 0, not about the mean
  CHECK(std::abs(moment(values, 4) - 3) < std::sqrt(96) * unit);
}

// Kolmogorov: P(sqrt(n) D > 2.63) = 2 exp(-2 · 2.63²) = 2e-6. Chi-square at 1e-6.
TEST_CASE("Normal numbers have the distribution of one, tails included", "[J10]") {
  std::vector<float> values = many();
  std::sort(values.begin(), values.end());
  const boost::math::normal normal;
  const auto count = static_cast<double>(values.size());
  double distance = 0;
  for (std::size_t i = 0; i < values.size(); i += 16) {
    const double expected = boost::math::cdf(normal, values[i]);
    distance = std::max(distance, std::abs(expected - (static_cast<double>(i) + 0.5) / count));
  }
  CHECK(distance * std::sqrt(count) < 2.63);

  constexpr std::size_t kBins = 1024;  // equally likely; the outermost begin at 3.1 deviations
  double chi_square = 0;
  auto from = values.begin();
  for (std::size_t bin = 1; bin <= kBins; ++bin) {
    const auto to = bin == kBins ? values.end()
                                 : std::lower_bound(from, values.end(),
                                                    boost::math::quantile(normal, static_cast<double>(bin) / kBins));
    const double excess = static_cast<double>(to - from) - count / kBins;
    chi_square += excess * excess * kBins / count;
    from = to;
  }
  CHECK(chi_square < boost::math::quantile(complement(boost::math::chi_squared{kBins - 1}, 1e-6)));

  // Beyond ±4: 66.4 of 2^20, Poisson; beyond 34 or 107 with 1e-6 each (five deviations to the side).
  const auto beyond = std::count_if(values.begin(), values.end(), [](float value) { return std::abs(value) > 4; });
  CHECK(beyond > 30);
  CHECK(beyond < 110);
}

// A correlation of n independent pairs deviates by 1/sqrt(n): 5.3 deviations, one alarm in 10^7 each.
TEST_CASE("Numbers of other columns, rows, tiles, purposes, layers and seeds are independent", "[J10]") {
  std::vector<float> base;
  std::vector<std::vector<float>> others(8);
  for (std::uint32_t row = 0; row < 64; ++row) {
    const auto append = [&](std::vector<float>& to, const NormalRow& of, std::size_t shift) {
      std::vector<float> values = draw(of);
      std::rotate(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(shift), values.end());
      to.insert(to.end(), values.begin(), values.end());
    };
    const NormalRow own{5, 0, 2 * row, 0, 0};
    append(base, own, 0);
    append(others[0], own, 1);
    append(others[1], own, 16);  // the other word of a pair
    append(others[2], own, 32);
    append(others[3], {5, 0, 2 * row + 1, 0, 0}, 0);
    append(others[4], {5, 0, 2 * row, 1, 0}, 0);
    append(others[5], {5, 0, 2 * row, 0, 1}, 0);
    append(others[6], {5, 1, 2 * row, 0, 0}, 0);
    append(others[7], {6, 0, 2 * row, 0, 0}, 0);
  }
  const auto squares = [](std::vector<float> values) {
    for (float& value : values) value = (value * value - 1) / std::numbers::sqrt2_v<float>;
    return values;
  };
  const double bound = 5.3 / std::sqrt(static_cast<double>(base.size()));
  for (const std::vector<float>& other : others) {
    CHECK(std::abs(correlation(base, other)) < bound);
    CHECK(std::abs(correlation(squares(base), squares(other))) < bound);
  }
}
