// Fronts, dominated counts and knees, against their definitions.
#include <rapidcheck.h>
#include <array>
#include <catch2/catch.hpp>

#include "models/errors.hpp"
#include "models/explore/front.hpp"

using namespace systole::models;

namespace {

using Rows = std::vector<std::vector<double>>;

Costs costs_of(const Rows& rows) {
  Costs costs{rows.front().size()};
  for (const auto& row : rows) costs.add(row);
  return costs;
}

/// By the definition, pair by pair.
bool beats(const std::vector<double>& a, const std::vector<double>& b) {
  bool nowhere_worse = true;
  for (std::size_t i = 0; i < a.size(); ++i) nowhere_worse = nowhere_worse && a[i] <= b[i];
  return nowhere_worse && a != b;
}

/// Small whole numbers, so that ties and equal designs are frequent.
Rows drawn_rows() {
  const auto figures = *rc::gen::inRange<std::size_t>(1, 6);
  const auto count = *rc::gen::inRange<std::size_t>(1, 40);
  Rows rows(count, std::vector<double>(figures));
  for (auto& row : rows)
    for (double& figure : row) figure = *rc::gen::inRange(0, 6);
  return rows;
}

}  // namespace

TEST_CASE("A front is what nothing dominates, and counts are of what each dominates", "[D8]") {
  CHECK(rc::check([] {
    const Rows rows = drawn_rows();
    std::vector<std::size_t> expected;
    std::vector<std::int64_t> counts;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      bool beaten = false;
      std::int64_t count = 0;
      for (const auto& other : rows) {
        beaten = beaten || beats(other, rows[i]);
        count += beats(rows[i], other) ? 1 : 0;
      }
      if (beaten) continue;
      expected.push_back(i);
      counts.push_back(count);
    }
    const Costs costs = costs_of(rows);
    const auto front = pareto_front(costs);
    RC_ASSERT(front == expected);
    RC_ASSERT(dominated_counts(costs, front) == counts);
  }));
}

TEST_CASE("Equal designs are on the front together", "[D8]") {
  CHECK(pareto_front(costs_of({{1, 2}, {2, 1}, {1, 2}, {2, 2}, {1, 3}})) == std::vector<std::size_t>{0, 1, 2});
  CHECK(pareto_front(costs_of({{3}, {1}, {2}, {1}})) == std::vector<std::size_t>{1, 3});
}

TEST_CASE("A front of a million designs takes no quadratic time", "[D8][slow]") {
  // All on a line but one: of two figures the whole line is the front.
  Costs line{2};
  constexpr int kMany = 1'000'000;
  for (int i = 0; i < kMany; ++i) line.add(std::array{static_cast<double>(i), static_cast<double>(kMany - i)});
  line.add(std::array{1.0, 1.0 * kMany});
  CHECK(pareto_front(line).size() == kMany);
}

TEST_CASE("The knee of a convex front is the point farthest below the line between its ends", "[D8]") {
  // y = 1/x at 1, 2, 4, 5, 10, 100: scaled x' + y' = (x - 1)/99 + (1/x - .01)/.99, least where x is nearest to
  // sqrt(100) = 10.
  Rows rows;
  for (const double x : {1., 2., 4., 5., 10., 100.}) rows.push_back({x, 1 / x});
  const Costs costs = costs_of(rows);
  CHECK(knee_of(costs, pareto_front(costs)) == std::size_t{4});
  // The same in other units, and with other figures that nobody's choice changes.
  Rows scaled;
  for (const auto& row : rows) scaled.push_back({1e6 * row[0], 1e-3 * row[1] + 5, 7});
  const Costs other = costs_of(scaled);
  CHECK(knee_of(other, pareto_front(other)) == std::size_t{4});
}

TEST_CASE("A straight, a hollow and a single-pointed front have no knee", "[D8]") {
  const auto knee = [](const Rows& rows) {
    const Costs costs = costs_of(rows);
    return knee_of(costs, pareto_front(costs));
  };
  CHECK(!knee({{0, 3}, {1, 2}, {2, 1}, {3, 0}}));
  CHECK(!knee({{0, 3}, {2, 2}, {3, 0}}));
  CHECK(!knee({{0, 3}, {3, 0}}));
  CHECK(!knee({{4, 4}}));
  CHECK(knee({{0, 3}, {1, 1}, {3, 0}}) == std::size_t{1});
  // 0.1 steps add up to their ends' sum but for rounding.
  Rows tenths;
  for (int i = 0; i <= 10; ++i) tenths.push_back({0.1 * i, 1 - 0.1 * i});
  CHECK(!knee(tenths));
}

TEST_CASE("Designs without figures, with too few or with infinite ones are our fault", "[X4]") {
  CHECK_THROWS_AS(Costs{0}, ModelError);
  Costs costs{2};
  CHECK_THROWS_AS(costs.add(std::array{1.0}), ModelError);
  CHECK_THROWS_AS(costs.add(std::array{1.0, std::numeric_limits<double>::infinity()}), ModelError);
  CHECK_THROWS_AS(box_of(costs, {}), ModelError);
  CHECK(pareto_front(costs).empty());
}
