// Energy and area in reports.
#include "reports/energy_text.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "reports/console.hpp"
#include "reports/rates.hpp"
#include "reports/summary_json.hpp"
#include "tests/reports/sample_run.hpp"

using namespace systole;
using models::Component;

namespace {

models::EnergyBreakdown breakdown() {
  models::EnergyBreakdown energy;
  energy[Component::dram] = 700;
  energy[Component::multiply_add] = 250;
  energy[Component::ifmap_sram] = 50;
  return energy;
}

/// 4 layers that run take 1000 pJ each, in 26,555 cycles of 800 MHz.
models::RunResult run_with_energy() {
  models::RunResult run = tests::sample_run();
  run.energy_table = "energy/28nm.yaml";
  for (models::LayerResult& layer : run.layers) {
    layer.energy.emplace();
    if (layer.engine == "array" || layer.engine == "vector") layer.energy = breakdown();
  }
  run.area = models::Area{{{"SRAM", 300000, "a macro"}, {"ADCs", 700000, "two"}}, {"wiring"}};
  return run;
}

}  // namespace

TEST_CASE("components are listed from the largest, those without energy left out", "[D4]") {
  CHECK(reports::energy_shares(breakdown(), 80) ==
        "  energy by component: DRAM 70.0%, multiply-add 25.0%, ifmap SRAM 5.0%\n");
}

TEST_CASE("lists of components wrap between items", "[D4]") {
  CHECK(reports::energy_shares(breakdown(), 40) ==
        "  energy by component: DRAM 70.0%,\n"
        "    multiply-add 25.0%, ifmap SRAM 5.0%\n");
}

TEST_CASE("an area says what it does not count", "[D4]") {
  const models::Area area{{{"SRAM", 1, ""}, {"ADCs", 3, ""}}, {"wiring", "control"}};
  CHECK(reports::area_shares(area, 80) ==
        "  area by component: ADCs 75.0%, SRAM 25.0%\n"
        "  area not counted: wiring, control\n");
}

TEST_CASE("rates of energy follow from the run's total", "[D4]") {
  const models::RunResult run = run_with_energy();
  CHECK(reports::joules(run) == Approx(4000e-12));
  CHECK(reports::watts(run) == Approx(4000e-12 / run.seconds()));
  CHECK(reports::operations_per_joule(run) == Approx(2 * static_cast<double>(run.macs()) / 4000e-12));
  CHECK(reports::joules(tests::sample_run()) == 0);
  CHECK(reports::operations_per_joule(tests::sample_run()) == 0);
}

TEST_CASE("the summary holds energy and area, or null where the chip names no table", "[D4]") {
  const auto json = nlohmann::json::parse(reports::summary_json(run_with_energy()));
  CHECK(json["energy"]["table"] == "energy/28nm.yaml");
  CHECK(json["energy"]["pj_per_forward"] == 4000.0);
  CHECK(json["energy"]["components_pj"]["dram"] == 2800.0);
  CHECK(json["area"]["um2"] == 1000000.0);
  CHECK(json["area"]["not_counted"][0] == "wiring");
  const auto without = nlohmann::json::parse(reports::summary_json(tests::sample_run()));
  CHECK(without["energy"].is_null());
  CHECK(without["area"].is_null());
}

TEST_CASE("the console gives energy of a forward and of an image", "[D4]") {
  models::RunResult run = run_with_energy();
  CHECK(reports::console(run, {}).find("4.00 nJ   energy × delay") != std::string::npos);
  CHECK(reports::console(run, {}).find("1 mm²") != std::string::npos);
  run.forwards = 10;
  const std::string text = reports::console(run, {});
  CHECK(text.find("energy of a forward") != std::string::npos);
  CHECK(text.find("energy of an image") != std::string::npos);
  CHECK(text.find("40.0 nJ") != std::string::npos);
}
