// Sweep files: what they become, and what is said of those that are wrong.
#include <catch2/catch.hpp>

#include "sim/files/shipped.hpp"
#include "tests/sim/sweep_support.hpp"

using namespace systole;
using namespace systole::sim;
using namespace systole::tests;

namespace {

const std::string kAxis = "- {key: array.dataflow, values: [ws, os, is]}";

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  const auto at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), with);
}

}  // namespace

TEST_CASE("the shipped study has the 36 designs of three arrays, four scratchpads and three dataflows", "[D5][H3]") {
  const SweepPlan plan = read_plan("tiny_dse");
  const Space space{plan};
  CHECK(space.size() == 3 * 4 * 3);
  CHECK(plan.detail == Detail::event);
  std::set<std::string> keys;
  for (std::uint64_t design = 0; design < space.size(); ++design) {
    const models::Chip chip = space.design(design).chip;
    CHECK(chip.array.rows == chip.array.cols);
    CHECK(chip.scratchpad.ifmap.size == chip.scratchpad.ofmap.size);
    keys.insert(space.point(design, 0, plan.detail).key);
  }
  CHECK(keys.size() == 36);
}

TEST_CASE("files that a sweep names are looked for beside it first", "[D5]") {
  const TemporaryDirectory directory;
  std::ofstream{directory / "edge16.yaml"}
      << replaced(file_text(find_file(Shelf::accelerators, "edge16")), "rows: 16", "rows: 4");
  std::ofstream{directory / "sweep.yaml"} << replaced(sweep_text(kAxis), "[edge16]", "[edge16.yaml, edge16]");
  const SweepPlan plan = read_plan((directory / "sweep.yaml").string());
  CHECK(plan.accelerators[0].chip.array.rows == 4);
  CHECK(plan.accelerators[1].chip.array.rows == 16);
}

TEST_CASE("a plan's hash is of all that decides its points, and of nothing else", "[H3]") {
  const std::string text = sweep_text(kAxis, "{kind: random, points: 5}");
  const std::string hash = plan_of(text).hash;
  CHECK(hash.size() == 32);
  CHECK(plan_of(text + "timeout: 60 s\nmemory: 1 GiB\n").hash == hash);
  CHECK(plan_of(replaced(text, "points: 5", "seed: 1, points: 5")).hash == hash);
  std::set<std::string> others{hash};
  for (const auto& [what, with] : {std::pair{"points: 5", "points: 6"},
                                   {"points: 5", "points: 5, seed: 2"},
                                   {"name: test", "name: other"},
                                   {"[edge16]", "[edge8]"},
                                   {"[tiny_cnn_2d]", "[signal_cnn_1d]"},
                                   {"analytic", "event"},
                                   {"[ws, os, is]", "[ws, is, os]"},
                                   {"[cycles, energy_pj]", "[cycles]"},
                                   {"strategy:", "constraints: [array.rows <= 16]\nstrategy:"}})
    CHECK(others.insert(plan_of(replaced(text, what, with)).hash).second);
}

TEST_CASE("a wrong sweep file is told what is wrong and where", "[H3]") {
  const std::string good = sweep_text(kAxis);
  CHECK(plan_error(good).empty());
  struct Wrong {
    const char* what;
    const char* with;
    const char* code;
    const char* says;
  };
  for (const Wrong& wrong : std::initializer_list<Wrong>{
           {"strategy: grid", "strategi: grid", "C004", "did you mean 'strategy'?"},
           {"strategy: grid", "", "C005", "'strategy' is missing"},
           {"strategy: grid", "strategy: gird", "C010", "did you mean 'grid'?"},
           {"strategy: grid", "strategy: {kind: random}", "C005", "'strategy.points' is missing"},
           {"strategy: grid", "strategy: {kind: grid, points: 4}", "C004", "unknown key 'strategy.points'"},
           {"strategy: grid", "strategy: {kind: nsga2, population: 10, generations: 2}", "C013", "use 12"},
           {"strategy: grid", "strategy: ladder", "C013", "use detail: event"},
           {"detail: analytic", "detail: cycle", "C010", "analytic, event"},
           {"[cycles, energy_pj]", "[cycels]", "C010", "did you mean 'cycles'?"},
           {"[cycles, energy_pj]", "[cycles, cycles]", "C003", "'cycles' occurs twice"},
           {"[cycles, energy_pj]", "[{metric: cycles, ovr: sum}]", "C004", "did you mean 'over'?"},
           {"[cycles, energy_pj]", "[{metric: cycles, over: sum, workload: tiny_cnn_2d}]", "C013", "one of them"},
           {"[tiny_cnn_2d]", "[tiny_cnn_2d, signal_cnn_1d]", "C005", "over which of the 2 workloads does 'cycles' go?"},
           {"[edge16]", "[edge16, edge16]", "C003", "'edge16' occurs twice in 'accelerators'"},
           {"[edge16]", "[scalesim_default]", "C013", "'energy_pj' needs a table of energies"},
           {"[edge16]", "[]", "C006", "not empty"},
           {"array.dataflow, values: [ws, os, is]", "cim.adc.bits, values: [8, 9]", "C013", "has no CIM macros"},
           {"strategy: grid", "strategy: grid\ntimeout: 5", "C008", "timeout"},
           {"strategy: grid", "strategy: grid\nconstraints: [array.rows]", "C015", "compares nothing"}}) {
    CAPTURE(wrong.with);
    const std::string error = plan_error(replaced(good, wrong.what, wrong.with));
    CHECK_THAT(error, Catch::Contains(wrong.code) && Catch::Contains(wrong.says) && Catch::Contains("sweep.yaml"));
  }
  const std::string one = sweep_text(kAxis, "{kind: moead, population: 8, generations: 1}", "", "[cycles]");
  CHECK_THAT(plan_error(one), Catch::Contains("C013") && Catch::Contains("there is one objective"));
}

TEST_CASE("an objective over several workloads is their sum, mean, geometric mean or worst", "[D5]") {
  const std::string both =
      replaced(sweep_text(kAxis, "grid", "", "OBJECTIVES"), "[tiny_cnn_2d]", "[tiny_cnn_2d, signal_cnn_1d]");
  const std::vector<Outcome> outcomes{outcome(2, 1), outcome(8, 1)};
  const auto cost = [&](const std::string& objective) {
    return costs_of(plan_of(replaced(both, "OBJECTIVES", "[" + objective + "]")).objectives, outcomes)->front();
  };
  CHECK(cost("{metric: cycles, over: sum}") == 10);
  CHECK(cost("{metric: cycles, over: mean}") == 5);
  CHECK(cost("{metric: cycles, over: geomean}") == Approx(4));
  CHECK(cost("{metric: cycles, over: worst}") == 8);
  CHECK(cost("{metric: cycles, workload: tiny_cnn_2d}") == 2);
  // 2 operations a MAC over the energy: of more that is better the least is the worst, and costs are negative.
  std::vector<Outcome> efficient = outcomes;
  efficient[0].evaluation->macs = 3;
  efficient[1].evaluation->macs = 5;
  CHECK(costs_of(plan_of(replaced(both, "OBJECTIVES", "[{metric: tops_per_w, over: worst}]")).objectives, efficient)
            ->front() == -6);
  CHECK_FALSE(costs_of(plan_of(replaced(both, "OBJECTIVES", "[{metric: cycles, over: sum}]")).objectives,
                       std::vector<Outcome>{outcomes[0], {std::nullopt, "failed", 0}}));
}
