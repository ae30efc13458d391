// systole pareto: designs gathered from rows, and the verb over a store against the definition of a front.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "models/errors.hpp"
#include "sim/answers/pareto.hpp"
#include "tests/support/command_line.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace systole;
using namespace systole::tests;
using nlohmann::json;

namespace {

sim::SweepRow row(std::uint64_t design, std::vector<std::string> values, std::int64_t cycles, double energy,
                  const std::string& workload = "net", sim::Detail detail = sim::Detail::analytic) {
  sim::SweepRow row;
  row.point.design = design;
  row.point.accelerator = "chip";
  row.point.values = std::move(values);
  row.point.workload = workload;
  row.point.detail = detail;
  row.outcome.evaluation.emplace();
  row.outcome.evaluation->cycles.mac = models::Cycles{cycles};
  row.outcome.evaluation->energy_pj = energy;
  return row;
}

sim::SweepRow failed(std::uint64_t design, std::vector<std::string> values) {
  sim::SweepRow failure = row(design, std::move(values), 0, 0);
  failure.outcome.evaluation.reset();
  failure.outcome.error = "does not fit";
  return failure;
}

const std::vector<std::string> kNet{"net"};

sim::DesignTable table(const std::vector<std::string>& objectives = {"cycles", "energy_pj"},
                       const std::vector<std::string>& workloads = kNet) {
  return {{"x", "y"}, workloads, sim::objectives_named(objectives, workloads)};
}

}  // namespace

TEST_CASE("Designs are on the front with what they dominate, the knee, and the axes' shares", "[D8][D5]") {
  sim::DesignTable designs = table();
  // Cycles 2^x 3^y: of the logarithms, x has (ln 2)² and y (ln 3)² of the variance. Energy falls with x alone.
  const double energies[] = {100, 30, 20};
  std::uint64_t number = 0;
  for (int x = 0; x < 3; ++x)
    for (int y = 0; y < 3; ++y)
      designs.add(row(number++, {std::to_string(x), std::to_string(y)},
                      static_cast<std::int64_t>(std::pow(2, x) * std::pow(3, y)), energies[x]));
  designs.add(failed(number, {"3", "0"}));
  const sim::ParetoAnswer answer = sim::pareto_answer(designs);
  CHECK(designs.failed() == 1);
  CHECK(designs.incomplete() == 1);
  REQUIRE(answer.front.size() == 3);  // y = 0: cycles 1, 2, 4
  CHECK(designs.number(answer.front[0].design) == 0);
  CHECK(designs.number(answer.front[1].design) == 3);
  CHECK(designs.number(answer.front[2].design) == 6);
  CHECK(answer.front[0].dominates == 2);  // its own column
  CHECK(answer.front[1].dominates == 4);  // and of the first column 3 and 9
  CHECK(answer.front[2].dominates == 5);  // of the first column 9 alone
  CHECK(answer.has_knee);                 // scaled sums 1, 1/3 + 1/8, 1
  CHECK(answer.front[1].knee);
  REQUIRE(answer.varied == std::vector<std::size_t>{1, 2});
  const double two = std::log(2) * std::log(2);
  const double three = std::log(3) * std::log(3);
  CHECK(*answer.sensitivities[0].effects.main[0] == Approx(two / (two + three)));
  CHECK(*answer.sensitivities[0].effects.main[1] == Approx(three / (two + three)));
  CHECK(*answer.sensitivities[1].effects.main[0] == Approx(1));
  // Of the box [1, 36] x [20, 100]: (36 - 2)(100 - 30) + (36 - 4)(30 - 20), and nothing of the design at 100.
  CHECK(*answer.hypervolume == Approx((34.0 * 70 + 32 * 10) / (35 * 80)));
}

TEST_CASE("Of a ladder the designs at the higher level are judged alone", "[D5]") {
  sim::DesignTable designs = table();
  designs.add(row(0, {"0", "0"}, 10, 1));
  designs.add(row(1, {"1", "0"}, 1, 1));
  designs.add(row(0, {"0", "0"}, 12, 2, "net", sim::Detail::event));
  designs.add(row(2, {"2", "0"}, 1, 1));
  CHECK(designs.size() == 1);
  CHECK(designs.figure(0, 0) == 12);
  CHECK(designs.other_detail() == 3);
}

TEST_CASE("Designs are judged when all workloads are there, by what is asked over them", "[D5]") {
  const std::vector<std::string> two{"a", "b"};
  sim::DesignTable designs = table({"cycles (worst)", "energy_pj of b", "cycles"}, two);
  designs.add(row(0, {"0", "0"}, 4, 1, "a"));
  designs.add(row(1, {"0", "1"}, 4, 1, "a"));
  designs.add(row(0, {"0", "0"}, 9, 3, "b"));
  REQUIRE(designs.size() == 1);
  CHECK(designs.incomplete() == 1);
  CHECK(designs.figure(0, 0) == 9);
  CHECK(designs.figure(0, 1) == 3);
  CHECK(designs.figure(0, 2) == Approx(6));  // a bare metric of several workloads: the geometric mean
}

TEST_CASE("Sweeps without a design to judge, and objectives that there are not, are the user's errors", "[X4]") {
  sim::DesignTable designs = table();
  CHECK_THROWS_AS(sim::pareto_answer(designs), models::UserError);
  designs.add(failed(0, {"0", "0"}));
  CHECK_THROWS_WITH(sim::pareto_answer(designs), Catch::Contains("of 1 points 1 failed"));
  CHECK_THROWS_WITH(sim::objectives_named({"cycels"}, kNet), Catch::Contains("did you mean 'cycles'"));
  CHECK_THROWS_AS(sim::objectives_named({"cycles of nothing"}, kNet), models::UserError);
  CHECK_THROWS_AS(designs.add(row(0, {"0"}, 1, 1)), models::ModelError);
}

TEST_CASE("pareto finds in a store what the definition of a front finds in its CSV", "[D5][D8]") {
  const TemporaryDirectory directory;
  const std::string store = (directory / "tiny.db").string();
  const Said swept = run_systole({"sweep", "tiny_dse", "--out", store});
  INFO(swept.err);
  REQUIRE(swept.status == 0);
  const Said said = run_systole({"pareto", store, "--json"});
  INFO(said.err);
  REQUIRE(said.status == 0);
  const json answer = json::parse(said.out);
  CHECK(answer["designs"] == 36);

  std::istringstream csv{run_systole({"export", store}).out};
  std::vector<std::string> header;
  std::vector<std::map<std::string, std::string>> rows;
  for (std::string line; std::getline(csv, line);) {
    std::vector<std::string> fields;
    std::istringstream parts{line};
    for (std::string field; std::getline(parts, field, ',');) fields.push_back(field);
    if (header.empty()) {
      header = fields;
      continue;
    }
    rows.emplace_back();
    for (std::size_t i = 0; i < fields.size(); ++i) rows.back()[header[i]] = fields[i];
  }
  REQUIRE(rows.size() == 36);
  const auto figure = [](const auto& row, const char* name) { return std::stod(row.at(name)); };
  std::set<std::uint64_t> expected;
  for (const auto& a : rows) {
    const bool beaten = std::any_of(rows.begin(), rows.end(), [&](const auto& b) {
      bool better = false;
      for (const char* name : {"latency_s", "energy_pj", "area_um2"}) {
        if (figure(b, name) > figure(a, name)) return false;
        better = better || figure(b, name) < figure(a, name);
      }
      return better;
    });
    if (!beaten) expected.insert(std::stoull(a.at("design")));
  }
  std::set<std::uint64_t> found;
  for (const json& design : answer["front"]) found.insert(design["design"].get<std::uint64_t>());
  CHECK(found == expected);
  CHECK(expected.size() > 2);
  const std::string text = run_systole({"pareto", store, "--objectives", "cycles,area_um2"}).out;
  CHECK_THAT(text, Catch::Contains("which knob matters") && Catch::Contains("array.dataflow") &&
                       Catch::Contains("36 designs at event"));
  const Said wrong = run_systole({"pareto", store, "--objectives", "latenzy_s"});
  CHECK(wrong.status == 2);
  CHECK_THAT(wrong.err, Catch::Contains("did you mean 'latency_s'"));
  CHECK(run_systole({"pareto", (directory / "nothing.db").string()}).status == 2);
}
