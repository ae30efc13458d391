// The ladder: who is near enough to the front to be run at event.
#include <catch2/catch.hpp>

#include "sim/sweep/near_front.hpp"
#include "tests/sim/sweep_support.hpp"
#include "tests/support/random_numbers.hpp"

using namespace systole;
using namespace systole::sim;
using namespace systole::tests;

namespace {

/// 16 x 16 = 256 designs.
const std::string kAxes =
    "- {key: array.rows, from: 1, to: 16, step: 1}\n- {key: array.cols, from: 1, to: 16, step: 1}";

std::string ladder_text(const std::string& strategy) {
  std::string text = sweep_text(kAxes, strategy);
  return text.replace(text.find("analytic"), 8, "event");
}

/// A front of many designs, and behind it the others.
std::pair<double, double> screened(std::uint64_t design) {
  const auto a = static_cast<double>(design / 16 + 1);
  const auto b = static_cast<double>(design % 16 + 1);
  return {std::round(1e6 / a * (1 + 0.01 * b)), 100 * a * (1 + 0.02 / b)};
}

std::vector<std::uint64_t> front_of(const std::vector<std::pair<double, double>>& points) {
  std::vector<std::uint64_t> front;
  for (std::uint64_t i = 0; i < points.size(); ++i)
    if (std::none_of(points.begin(), points.end(), [&](const auto& other) {
          return other.first <= points[i].first && other.second <= points[i].second && other != points[i];
        }))
      front.push_back(i);
  return front;
}

}  // namespace

TEST_CASE("without margins only the front is near, with them who may be on it", "[H3]") {
  RandomNumbers random{5};
  for (int round = 0; round < 20; ++round) {
    std::vector<std::pair<double, double>> points;
    std::vector<double> flat;
    for (int i = 0; i < 60; ++i) {
      points.emplace_back(random.number(1, 20), random.number(-10, 10));
      flat.insert(flat.end(), {points.back().first, points.back().second});
    }
    CHECK(near_front(flat, {0, 0}) == front_of(points));
    // By definition: all of its own as low, all of another as high as may be, and still dominated.
    std::vector<std::uint64_t> near;
    for (std::uint64_t i = 0; i < points.size(); ++i) {
      const auto out = [&](const auto& other) {
        const double first = points[i].first * 0.875 - other.first * 1.125;
        const double second =
            points[i].second - 0.25 * std::abs(points[i].second) - other.second - 0.25 * std::abs(other.second);
        return first >= 0 && second >= 0 && (first > 0 || second > 0);
      };
      if (std::none_of(points.begin(), points.end(), out)) near.push_back(i);
    }
    CHECK(near_front(flat, {0.125, 0.25}) == near);
  }
  CHECK(near_front({1, 1, 5, 5}, {1.0, 0}).size() == 2);
  CHECK(near_front({}, {0.1}).empty());
}

TEST_CASE("a ladder runs the true front at event, and not all designs", "[H3]") {
  // Event takes up to 3 % more cycles, by a rule that screening cannot see.
  const auto event = [](std::uint64_t design) {
    auto [cycles, energy] = screened(design);
    return std::pair{std::round(cycles * (1 + 0.03 * static_cast<double>(design * 7919 % 101) / 100)), energy};
  };
  const SweepPlan plan = plan_of(ladder_text("{kind: ladder, sample: 20, seed: 2}"));
  const Space space{plan};
  MadeUp evaluator{[&](const SweepPoint& point) {
    const auto [cycles, energy] = point.detail == Detail::analytic ? screened(point.design) : event(point.design);
    return outcome(static_cast<std::int64_t>(cycles), energy);
  }};
  const Exploration result = explore(space, evaluator);
  CHECK(evaluator.designs(Detail::analytic).size() == 256);
  const std::set<std::uint64_t> run = evaluator.designs(Detail::event);
  std::vector<std::pair<double, double>> truth;
  for (std::uint64_t design = 0; design < space.size(); ++design) truth.push_back(event(design));
  for (const std::uint64_t design : front_of(truth)) CHECK(run.contains(design));
  CHECK(run.size() < 256);
  CHECK(evaluator.asked.size() == 256 + run.size());  // none twice
  CHECK_THAT(result.notes.at(1), Catch::Contains("on 20 random designs event differs from analytic by at most cycles"));
}

TEST_CASE("where both details agree a ladder runs the front and its sample alone", "[H3]") {
  const SweepPlan plan = plan_of(ladder_text("{kind: ladder, sample: 1}"));
  const Space space{plan};
  MadeUp evaluator{[&](const SweepPoint& point) {
    const auto [cycles, energy] = screened(point.design);
    return outcome(static_cast<std::int64_t>(cycles), energy);
  }};
  explore(space, evaluator);
  std::vector<std::pair<double, double>> all;
  for (std::uint64_t design = 0; design < space.size(); ++design) all.push_back(screened(design));
  const std::vector<std::uint64_t> front = front_of(all);
  std::set<std::uint64_t> run = evaluator.designs(Detail::event);
  CHECK(run.size() <= front.size() + 1);
  for (const std::uint64_t design : front) CHECK(run.contains(design));
}

TEST_CASE("a difference that only turns up near the front widens the ladder", "[H3]") {
  // Designs of the analytic front take a tenth longer at event; the sample is one design that does not.
  std::vector<std::pair<double, double>> all;
  for (std::uint64_t design = 0; design < 256; ++design) all.push_back(screened(design));
  const std::vector<std::uint64_t> front = front_of(all);
  const std::set<std::uint64_t> slow(front.begin(), front.end());
  const auto event = [&](std::uint64_t design) {
    auto [cycles, energy] = screened(design);
    return std::pair{slow.contains(design) ? std::round(1.1 * cycles) : cycles, energy};
  };
  const SweepPlan plan = plan_of(ladder_text("{kind: ladder, sample: 1}"));
  const Space space{plan};
  MadeUp evaluator{[&](const SweepPoint& point) {
    const auto [cycles, energy] = point.detail == Detail::analytic ? screened(point.design) : event(point.design);
    return outcome(static_cast<std::int64_t>(cycles), energy);
  }};
  explore(space, evaluator);
  std::vector<std::pair<double, double>> truth;
  for (std::uint64_t design = 0; design < 256; ++design) truth.push_back(event(design));
  const std::set<std::uint64_t> run = evaluator.designs(Detail::event);
  for (const std::uint64_t design : front_of(truth)) CHECK(run.contains(design));
}
