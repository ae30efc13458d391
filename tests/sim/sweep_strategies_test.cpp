// Which designs a strategy asks for, and in what it ends.
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <memory>

#include "sim/sweep/near_front.hpp"
#include "sim/sweep/permutation.hpp"
#include "tests/sim/sweep_support.hpp"
#include "tests/support/random_numbers.hpp"

using namespace systole;
using namespace systole::sim;
using namespace systole::tests;

namespace {

/// 5 x 4 x 6 = 120 designs.
const std::string kAxes =
    "- {key: array.rows, from: 8, to: 40, step: 8}\n- {key: array.cols, from: 8, to: 32, step: 8}\n"
    "- {key: vector.lanes, from: 4, to: 24, step: 4}";
/// 36 of them: rows and columns add up to 32 at most.
const std::string kConstraint = "constraints: [array.rows + array.cols <= 32]\n";

using Front = std::set<std::pair<double, double>>;

bool dominates(const std::pair<double, double>& a, const std::pair<double, double>& b) {
  return a.first <= b.first && a.second <= b.second && a != b;
}

/// By comparing all with all.
Front front_of(const std::vector<std::pair<double, double>>& points) {
  Front front;
  for (const auto& point : points)
    if (std::none_of(points.begin(), points.end(), [&](const auto& other) { return dominates(other, point); }))
      front.insert(point);
  return front;
}

/// Cycles fall and energy rises with rows, columns and lanes, each at its own rate: a front of some of them.
Outcome trade_off(const SweepPoint& point) {
  const double rows = std::stod(point.values[0]);
  const double cols = std::stod(point.values[1]);
  const double lanes = std::stod(point.values[2]);
  return outcome(static_cast<std::int64_t>(1e6 / (rows * std::sqrt(cols)) + 1e5 / lanes),
                 3 * rows + cols * cols / 16 + lanes);
}

std::pair<double, double> costs(const Outcome& outcome) {
  return {static_cast<double>(outcome.evaluation->cycles.total().count()), *outcome.evaluation->energy_pj};
}

Front front_found(const MadeUp& evaluator) {
  std::vector<std::pair<double, double>> points;
  for (const SweepPoint& point : evaluator.asked) points.push_back(costs(trade_off(point)));
  return front_of(points);
}

std::unique_ptr<MadeUp> explored(const std::string& strategy, const std::string& more = "") {
  const SweepPlan plan = plan_of(sweep_text(kAxes, strategy, more));
  const Space space{plan};
  auto evaluator = std::make_unique<MadeUp>(trade_off);
  const std::uint64_t designs = explore(space, *evaluator).designs;
  CHECK(designs == evaluator->asked.size());
  CHECK(evaluator->asked.size() <= most_points(space));
  CHECK(evaluator->designs(Detail::analytic).size() == evaluator->asked.size());  // none twice
  return evaluator;
}

}  // namespace

TEST_CASE("a permutation has every number once, and other seeds another order", "[H3]") {
  for (const std::uint64_t size : {1ULL, 2ULL, 5ULL, 64ULL, 1000ULL}) {
    std::set<std::uint64_t> seen;
    const Permutation order{size, 7};
    for (std::uint64_t i = 0; i < size; ++i) seen.insert(order[i]);
    CHECK(seen.size() == size);
    CHECK(*seen.rbegin() == size - 1);
  }
  std::set<std::vector<std::uint64_t>> orders;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Permutation order{100, seed};
    orders.insert({order[0], order[1], order[2], order[3]});
  }
  CHECK(orders.size() == 20);
}

TEST_CASE("each number is as likely at each place of a permutation", "[H3]") {
  // 7 x 7 counts of 7,000 orders: chi-square with 36 degrees of freedom; above 76.2 once in 10,000 runs (the seeds are
  // fixed, so it is so or not for good).
  std::vector<std::vector<double>> counts(7, std::vector<double>(7, 0));
  for (std::uint64_t seed = 1; seed <= 7000; ++seed) {
    const Permutation order{7, seed};
    for (std::uint64_t place = 0; place < 7; ++place) counts[place][order[place]] += 1;
  }
  double chi_square = 0;
  for (const auto& row : counts)
    for (const double count : row) chi_square += (count - 1000) * (count - 1000) / 1000;
  CHECK(chi_square < 76.2);
}

TEST_CASE("random takes as many designs as asked for, none twice, of those that are allowed", "[H3]") {
  const auto some = explored("{kind: random, points: 30, seed: 3}")->designs(Detail::analytic);
  CHECK(some.size() == 30);
  CHECK(explored("{kind: random, points: 30, seed: 3}")->designs(Detail::analytic) == some);
  CHECK(explored("{kind: random, points: 30, seed: 4}")->designs(Detail::analytic) != some);
  const SweepPlan plan = plan_of(sweep_text(kAxes, "{kind: random, points: 1000}", kConstraint));
  const Space space{plan};
  MadeUp evaluator{trade_off};
  const Exploration all = explore(space, evaluator);
  CHECK(all.designs == (1 + 2 + 3) * 6);  // rows 24 with cols 8, 16 with 8 and 16, 8 with 8, 16 and 24
  CHECK_THAT(all.notes.front(), Catch::Contains("1000 points were asked for, there are 36"));
}

TEST_CASE("a Latin hypercube has each value of an axis as often as any other", "[H3]") {
  const SweepPlan plan = plan_of(sweep_text(kAxes, "{kind: latin, points: 60}"));
  const Space space{plan};
  std::vector<std::map<std::string, int>> counts(3);
  MadeUp evaluator = indifferent();
  const Exploration result = explore(space, evaluator);
  for (const SweepPoint& point : evaluator.asked)
    for (std::size_t axis = 0; axis < 3; ++axis) ++counts[axis][point.values[axis]];
  // Points that came out equal to others are missing, and told.
  const int missing = 60 - static_cast<int>(result.designs);
  REQUIRE(missing == (result.notes.empty() ? 0 : std::stoi(result.notes.front().substr(7))));
  for (const auto& [axis, each] : {std::pair{0U, 60 / 5}, {1U, 60 / 4}, {2U, 60 / 6}})
    for (const auto& [value, count] : counts[axis]) {
      CHECK(count <= each);
      CHECK(count >= each - missing);
    }
}

TEST_CASE("shards of a sweep are its designs, each in one shard", "[H3]") {
  for (const std::string strategy : {"grid", "{kind: random, points: 50}", "{kind: latin, points: 50}"}) {
    const SweepPlan plan = plan_of(sweep_text(kAxes, strategy, kConstraint));
    const Space space{plan};
    MadeUp whole = indifferent();
    MadeUp parts = indifferent();
    explore(space, whole);
    std::uint64_t designs = 0;
    for (std::uint64_t i = 0; i < 3; ++i) designs += explore(space, parts, {i, 3}).designs;
    CHECK(designs == whole.asked.size());
    CHECK(parts.designs(Detail::analytic) == whole.designs(Detail::analytic));
  }
  const SweepPlan search = plan_of(sweep_text(kAxes, "{kind: nsga2, population: 8, generations: 1}"));
  MadeUp evaluator = indifferent();
  CHECK_THROWS_WITH(explore(Space{search}, evaluator, {0, 2}), Catch::Contains("has no shards"));
  CHECK_THROWS_WITH(explore(Space{search}, evaluator, {2, 2}), Catch::Contains("no shard 2 of 2"));
}

TEST_CASE("NSGA-II and MOEA/D find the grid's front on a small space", "[H3]") {
  const Front truth = front_found(*explored("grid"));
  REQUIRE(truth.size() > 8);
  CHECK(front_found(*explored("{kind: nsga2, population: 40, generations: 60}")) == truth);
  CHECK(front_found(*explored("{kind: moead, population: 40, generations: 60}")) == truth);
}

TEST_CASE("a search repeats with its seed, and meets constraints", "[H3]") {
  for (const std::string kind : {"nsga2", "moead"}) {
    const auto asked = [&](int seed) {
      const std::string strategy = fmt::format("{{kind: {}, population: 8, generations: 3, seed: {}}}", kind, seed);
      std::vector<std::uint64_t> designs;
      const auto evaluator = explored(strategy, kConstraint);
      for (const SweepPoint& point : evaluator->asked) {
        CHECK(std::stoi(point.values[0]) + std::stoi(point.values[1]) <= 32);
        designs.push_back(point.design);
      }
      return designs;
    };
    CHECK(asked(1) == asked(1));
    CHECK(asked(1) != asked(2));
  }
}

TEST_CASE("a search goes on past designs that fail", "[H3]") {
  const SweepPlan plan = plan_of(sweep_text(kAxes, "{kind: nsga2, population: 40, generations: 40}"));
  const Space space{plan};
  const auto fails = [](const SweepPoint& point) { return point.values[0] == "8"; };
  MadeUp evaluator{[&](const SweepPoint& point) {
    return fails(point) ? Outcome{std::nullopt, "failed", 0} : trade_off(point);
  }};
  explore(space, evaluator);
  std::vector<std::pair<double, double>> found;
  for (const SweepPoint& point : evaluator.asked)
    if (!fails(point)) found.push_back(costs(trade_off(point)));
  std::vector<std::pair<double, double>> all;
  for (std::uint64_t design = 0; design < space.size(); ++design) {
    const SweepPoint point = space.point(design, 0, Detail::analytic);
    if (!fails(point)) all.push_back(costs(trade_off(point)));
  }
  CHECK(front_of(found) == front_of(all));
}
