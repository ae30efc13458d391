// What reports say of layers on CIM macros.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "reports/console.hpp"
#include "reports/layers_csv.hpp"
#include "reports/macro_totals.hpp"
#include "reports/summary_json.hpp"
#include "tests/reports/sample_run.hpp"

using namespace systole;
using namespace systole::tests;

namespace {

models::LayerResult on_macros(const std::string& name, std::int64_t arrays, double cells_used) {
  models::LayerResult layer = product_layer(name, 10, 768, 4096, {models::Cycles{4200}, {}, {}, {}, {}, {}, {}}, {});
  layer.engine = "cim";
  models::CimReport report;
  report.vectors = 10;
  report.passes = 3;
  report.arrays = arrays;
  report.cells_used = cells_used;
  report.weights = static_cast<std::int64_t>(cells_used * static_cast<double>(arrays) * 1'048'576);
  report.adc_conversions = 1'000'000;
  report.dac_time = models::Picoseconds{10'000};
  report.settle_time = models::Picoseconds{50'000};
  report.adc_time = models::Picoseconds{80'000};
  layer.cim = report;
  return layer;
}

models::RunResult run_on_macros() {
  models::RunResult run = sample_run();
  run.cim_macros = 12;
  run.forwards = 198;
  run.layers.push_back(on_macros("w12", 4, 1.0));
  run.layers.push_back(on_macros("w3", 2, 0.25));
  return run;
}

}  // namespace

TEST_CASE("Layers on macros add up: arrays, conversions, and the share of all their cells", "[J6][D4]") {
  const models::RunResult run = run_on_macros();
  const reports::MacroTotals totals = reports::macro_totals(run);
  CHECK(run.cim_arrays() == 6);
  CHECK(totals.conversions == 2'000'000);
  CHECK(totals.cells_used == Approx(4.5 / 6));
  CHECK(totals.adc_time_share == Approx(80.0 / 140));
  CHECK(reports::macro_totals(sample_run()).cells_used == 0);
}

TEST_CASE("What macros multiply does not count for the array's utilisation", "[J6][D4]") {
  models::RunResult run = run_on_macros();
  const double with_macros = run.utilization();
  for (models::LayerResult& layer : run.layers)
    if (layer.cim) layer.macs = 0;
  CHECK(run.utilization() == with_macros);
  CHECK(with_macros > 0);
}

TEST_CASE("The console names arrays, their cells and the conversions of a forward", "[J6][D4]") {
  const std::string text = reports::console(run_on_macros(), {});
  CHECK_THAT(text, Catch::Contains("CIM arrays") && Catch::Contains("of 12 macros, 75.0% of their cells with weights"));
  CHECK_THAT(text, Catch::Contains("2 M") && Catch::Contains("a forward; ADCs work in 57.1% of a pass"));
  CHECK(reports::console(sample_run(), {}).find("CIM") == std::string::npos);
}

TEST_CASE("The summary has the macros' figures of a forward and of an image, and the table those of a layer",
          "[J6][D4]") {
  const auto json = nlohmann::json::parse(reports::summary_json(run_on_macros()));
  CHECK(json.at("cim").at("macros") == 12);
  CHECK(json.at("cim").at("arrays") == 6);
  CHECK(json.at("cim").at("adc_conversions_per_result") == 2'000'000 * 198);
  CHECK(nlohmann::json::parse(reports::summary_json(sample_run())).contains("cim") == false);
  CHECK_THAT(reports::layers_csv(run_on_macros()), Catch::Contains(",4,0,0,1,3,0,0.5714285714285714,1000000,"));
}
