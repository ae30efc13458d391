// Shares of variance against closed forms: of additive functions, of products, of drawn and cut grids.
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>

#include "models/errors.hpp"
#include "models/explore/effects.hpp"

using namespace systole::models;

namespace {

using Setting = std::array<std::size_t, 3>;
constexpr Setting kLevels{3, 4, 2};

Trials grid(
    const std::function<double(const Setting&)>& figure,
    const std::function<bool(const Setting&)>& keep = [](const Setting&) { return true; }) {
  Trials trials{kLevels.size()};
  Setting s{};
  for (s[0] = 0; s[0] < kLevels[0]; ++s[0])
    for (s[1] = 0; s[1] < kLevels[1]; ++s[1])
      for (s[2] = 0; s[2] < kLevels[2]; ++s[2])
        if (keep(s)) trials.add(s, figure(s));
  return trials;
}

double pair_share(const Effects& effects, std::size_t a, std::size_t b) {
  for (const PairEffect& pair : effects.pairs)
    if (pair.a == a && pair.b == b) return pair.share.value_or(NAN);
  return NAN;
}

double real(std::size_t level) {
  return static_cast<double>(level);
}

/// Of 0, 1, ... levels - 1: (levels² - 1) / 12.
double variance_of(std::size_t levels) {
  return (real(levels) * real(levels) - 1) / 12;
}

}  // namespace

TEST_CASE("Axes of an additive figure explain their own variances, and pairs nothing", "[D8]") {
  const Effects effects = effects_of(grid([](const Setting& s) { return 5 * real(s[0]) + 2 * real(s[1]) + 1000; }));
  const double a = 25 * variance_of(3);
  const double b = 4 * variance_of(4);
  CHECK(effects.balanced);
  CHECK(effects.mean == Approx(1000 + 5 + 3));
  CHECK(effects.variance == Approx(a + b));
  CHECK(*effects.main[0] == Approx(a / (a + b)));
  CHECK(*effects.main[1] == Approx(b / (a + b)));
  CHECK(*effects.main[2] == Approx(0).margin(1e-12));
  REQUIRE(effects.pairs.size() == 3);
  for (const PairEffect& pair : effects.pairs) CHECK(*pair.share == Approx(0).margin(1e-12));
  CHECK(effects.levels[0][2].mean == Approx(1000 + 10 + 3));
  CHECK(effects.levels[0][2].trials == 8);
}

TEST_CASE("A product of two axes about their means is their pair's alone", "[D8]") {
  // (a - 1)(b - 1.5): no mean over either axis differs from 0.
  const Effects effects = effects_of(grid([](const Setting& s) { return (real(s[0]) - 1) * (real(s[1]) - 1.5); }));
  for (const auto& share : effects.main) CHECK(*share == Approx(0).margin(1e-12));
  CHECK(pair_share(effects, 0, 1) == Approx(1));
  CHECK(pair_share(effects, 0, 2) == Approx(0).margin(1e-12));
}

TEST_CASE("A product of two axes has the shares of its decomposition", "[D8]") {
  // ab = ma mb + ma (b - mb) + mb (a - ma) + (a - ma)(b - mb).
  const Effects effects = effects_of(grid([](const Setting& s) { return real(s[0]) * real(s[1]); }));
  const double a = 1.5 * 1.5 * variance_of(3);
  const double b = 1.0 * variance_of(4);
  const double ab = variance_of(3) * variance_of(4);
  CHECK(*effects.main[0] == Approx(a / (a + b + ab)));
  CHECK(*effects.main[1] == Approx(b / (a + b + ab)));
  CHECK(pair_share(effects, 0, 1) == Approx(ab / (a + b + ab)));
}

TEST_CASE("An additive figure on a grid with corners cut off is still its axes'", "[D8]") {
  // Two values of axis 0 and 1 exclude each other: axes are entangled, and the additive model still explains all.
  const Effects effects = effects_of(grid([](const Setting& s) { return 5 * real(s[0]) + 2 * real(s[1]); },
                                          [](const Setting& s) { return s[0] + s[1] < 4; }));
  CHECK(!effects.balanced);
  CHECK(*effects.main[0] > *effects.main[1]);
  CHECK(*effects.main[2] == Approx(0).margin(1e-9));
  for (const PairEffect& pair : effects.pairs)
    if (pair.share) CHECK(*pair.share == Approx(0).margin(1e-9));
  // By the definition: what axis 1 alone leaves within its values, as the model without axis 0 has nothing else.
  double left = 0;
  double squares = 0;
  const auto over = [](const std::function<void(double, double)>& take, std::size_t only) {
    for (std::size_t a = 0; a < 3; ++a)
      for (std::size_t b = 0; b < 4; ++b)
        if (a + b < 4 && (only == 4 || b == only)) take(5 * real(a) + 2 * real(b), 2);
  };
  const auto squares_within = [&](std::size_t only) {
    double count = 0;
    double sum = 0;
    double square = 0;
    over([&](double y, double times) { count += times, sum += times * y, square += times * y * y; }, only);
    return square - sum * sum / count;
  };
  for (std::size_t b = 0; b < 4; ++b) left += squares_within(b);
  squares = squares_within(4);
  CHECK(*effects.main[0] == Approx(left / squares).epsilon(1e-9));
}

TEST_CASE("Shares of drawn designs come near the grid's, and an axis without effect gets none of the luck", "[D8]") {
  // 400 draws of 12 x 12 x 12 designs, from a linear congruential generator. The product's shares on the grid by the
  // closed form; the third axis has none. An uncorrected share of 12 values would be 11/399 of what the model leaves.
  // Standard errors of shares here are below .03: the bounds are more than four of them.
  constexpr std::size_t kSize = 12;
  std::uint64_t state = 1;
  const auto draw = [&state] {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::size_t>((state >> 33U) % kSize);
  };
  Trials trials{3};
  for (int i = 0; i < 400; ++i) {
    const Setting s{draw(), draw(), draw()};
    trials.add(s, (real(s[0]) + 1) * (real(s[1]) + 1));
  }
  const Effects effects = effects_of(trials);
  const double v = variance_of(kSize);
  const double mean = (real(kSize) + 1) / 2;
  const double all = 2 * mean * mean * v + v * v;
  CHECK(!effects.balanced);
  CHECK(*effects.main[0] == Approx(mean * mean * v / all).margin(0.12));
  CHECK(*effects.main[1] == Approx(mean * mean * v / all).margin(0.12));
  CHECK(*effects.main[2] < 0.02);
  CHECK(pair_share(effects, 0, 1) == Approx(v * v / all).margin(0.12));
  CHECK(pair_share(effects, 0, 2) < 0.02);
}

TEST_CASE("Where there are too few designs to tell, there is no share rather than a wrong one", "[X4]") {
  Trials trials{2};
  trials.add(std::array<std::size_t, 2>{0, 0}, 1);
  trials.add(std::array<std::size_t, 2>{1, 1}, 2);
  trials.add(std::array<std::size_t, 2>{2, 0}, 4);
  const Effects effects = effects_of(trials);
  CHECK(!effects.pairs.front().share);
  CHECK(!effects.main[0]);  // three designs, a mean and three more columns
}

TEST_CASE("A figure that never varies has no shares to give away", "[X4]") {
  const Effects effects = effects_of(grid([](const Setting&) { return 0.1; }));
  CHECK(effects.variance == Approx(0).margin(1e-20));
  for (const auto& share : effects.main) CHECK(share == 0.0);
  CHECK_THROWS_AS(effects_of(Trials{1}), ModelError);
  Trials trials{2};
  CHECK_THROWS_AS(trials.add(std::array<std::size_t, 1>{0}, 1), ModelError);
  CHECK_THROWS_AS(trials.add(std::array<std::size_t, 2>{0, 0}, NAN), ModelError);
}
