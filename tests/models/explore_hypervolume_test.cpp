// Hypervolumes against volumes that can be counted.
#include <rapidcheck.h>
#include <array>
#include <catch2/catch.hpp>

#include "models/errors.hpp"
#include "models/explore/front.hpp"
#include "models/explore/hypervolume.hpp"

using namespace systole::models;

namespace {

std::vector<std::size_t> all_of(const Costs& costs) {
  std::vector<std::size_t> all(costs.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  return all;
}

}  // namespace

TEST_CASE("A hypervolume counts the unit cubes that some design dominates", "[D8]") {
  constexpr int kEdge = 5;
  CHECK(rc::check([] {
    const auto figures = *rc::gen::inRange<std::size_t>(1, 5);
    Costs costs{figures};
    const auto count = *rc::gen::inRange(1, 12);
    for (int i = 0; i < count; ++i) {
      std::vector<double> row(figures);
      for (double& figure : row) figure = *rc::gen::inRange(0, kEdge + 2);  // some on the reference or beyond it
      costs.add(row);
    }
    // A cube is dominated where a design is at most its lower corner.
    int cubes = 0;
    int corners = 1;
    for (std::size_t i = 0; i < figures; ++i) corners *= kEdge;
    for (int corner = 0; corner < corners; ++corner) {
      bool inside = false;
      for (std::size_t design = 0; design < costs.size() && !inside; ++design) {
        inside = true;
        for (std::size_t i = 0, rest = static_cast<std::size_t>(corner); i < figures; ++i, rest /= kEdge)
          inside = inside && costs[design][i] <= static_cast<double>(rest % kEdge);
      }
      cubes += inside ? 1 : 0;
    }
    const std::vector<double> reference(figures, kEdge);
    RC_ASSERT(std::abs(hypervolume(costs, all_of(costs), reference) - cubes) < 1e-9);
    RC_ASSERT(std::abs(hypervolume(costs, pareto_front(costs), reference) - cubes) < 1e-9);
  }));
}

TEST_CASE("Without a design inside the reference there is no volume", "[D8]") {
  Costs costs{2};
  costs.add(std::array{1.0, 1.0});
  CHECK(hypervolume(costs, {0}, {1, 2}) == 0);
  CHECK(hypervolume(costs, {}, {2, 2}) == 0);
  CHECK(hypervolume(costs, {0}, {2, 3}) == 2);
  CHECK_THROWS_AS(hypervolume(costs, {0}, {2}), ModelError);
}
