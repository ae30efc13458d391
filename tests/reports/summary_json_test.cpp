#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "reports/layer_columns.hpp"
#include "reports/summary_json.hpp"
#include "tests/reports/sample_run.hpp"

using namespace systole::tests;
using Json = nlohmann::ordered_json;

TEST_CASE("the summary says what ran, with which config and seed, in a fixed order", "[D4]") {
  const auto summary = Json::parse(systole::reports::summary_json(sample_run()));
  std::vector<std::string> keys;
  for (const auto& [key, value] : summary.items()) keys.push_back(key);
  CHECK(keys == std::vector<std::string>{
                    "version",      "accelerator", "workload", "detail", "seed",        "config_hash",  "clock_hz",
                    "array_rows",   "array_cols",  "forwards", "totals", "cycle_stack", "bottlenecks",  "bottleneck",
                    "memory_bound", "roofline",    "energy",   "area",   "notes",       "wall_seconds", "config_yaml"});
  CHECK(summary.at("seed") == 18446744073709551615U);  // no double holds it
  CHECK(summary.at("config_yaml") == "name: edge16\n");
  CHECK(summary.at("clock_hz") == 800'000'000);
}

TEST_CASE("the summary's totals follow from cycles, clock and traffic", "[D4]") {
  auto run = sample_run();
  run.forwards = 50;
  const auto totals = Json::parse(systole::reports::summary_json(run)).at("totals");
  const std::int64_t cycles = 4038 + 1280 + 6261 + 14976;
  const std::int64_t macs = 1024 * 27 * 16 + 256 * 144 * 32 + 2048 * 10;
  const auto seconds = static_cast<double>(cycles) / 800e6;
  CHECK(totals.at("cycles") == cycles);
  CHECK(totals.at("compute_cycles").get<std::int64_t>() + totals.at("stall_cycles").get<std::int64_t>() == cycles);
  CHECK(totals.at("stall_cycles") == 1800 + 256 + 512 + 9800);
  CHECK(totals.at("macs") == macs);
  CHECK(totals.at("seconds_per_forward").get<double>() == seconds);
  CHECK(totals.at("seconds_per_result").get<double>() == seconds * 50);
  CHECK(totals.at("utilization").get<double>() ==
        Approx(static_cast<double>(macs) / (256.0 * static_cast<double>(cycles))).epsilon(1e-12));
  CHECK(totals.at("effective_tops").get<double>() ==
        Approx(2.0 * static_cast<double>(macs) / seconds / 1e12).epsilon(1e-12));
  const auto bytes = totals.at("dram_read_bytes").get<double>() + totals.at("dram_write_bytes").get<double>();
  CHECK(totals.at("dram_bytes_per_second").get<double>() == Approx(bytes / seconds).epsilon(1e-12));
}

TEST_CASE("counts are JSON integers", "[D4]") {
  const auto summary = Json::parse(systole::reports::summary_json(sample_run()));
  for (const auto* key : {"cycles", "compute_cycles", "stall_cycles", "macs", "parameters", "dram_read_bytes",
                          "dram_write_bytes", "sram_read_bytes", "sram_write_bytes"}) {
    CHECK(summary.at("totals").at(key).is_number_integer());
  }
  for (const auto& cause : summary.at("cycle_stack")) CHECK(cause.is_number_integer());
}

TEST_CASE("bottlenecks count the layers that take cycles of their own", "[D4]") {
  const auto summary = Json::parse(systole::reports::summary_json(sample_run()));
  CHECK(summary.at("bottlenecks").dump() == R"({"compute":2,"dram":1,"sram":0,"vector":1})");
}

TEST_CASE("the summary says what binds the run, and where it stands under the roofline", "[D6][D7]") {
  auto run = sample_run();
  run.layers[0].least_dram = systole::models::Bytes{17152};
  const auto summary = Json::parse(systole::reports::summary_json(run));
  // Work of the array 13092 (mac 6784, fill and drain 3940, loads 2368), DRAM 11856, ports 512, vector 1088, idle 7.
  CHECK(summary.at("bottleneck") == "compute");
  CHECK(summary.at("memory_bound") == false);  // 12368 of stalls, 14187 of the rest
  const auto& roofline = summary.at("roofline");
  const double macs = 1024 * 27 * 16 + 256 * 144 * 32 + 2048 * 10;
  CHECK(roofline.at("peak_macs_per_cycle") == 256);
  CHECK(roofline.at("dram_bytes_per_cycle") == 16);
  CHECK(roofline.at("ridge") == 16);
  CHECK(roofline.at("best_intensity").get<double>() == Approx(macs / 17152).epsilon(1e-12));
  const auto& totals = summary.at("totals");
  const double moved = totals.at("dram_read_bytes").get<double>() + totals.at("dram_write_bytes").get<double>();
  CHECK(roofline.at("intensity").get<double>() == Approx(macs / moved).epsilon(1e-12));
  run.layers.clear();
  CHECK(Json::parse(systole::reports::summary_json(run)).at("roofline").at("intensity").is_null());
}

TEST_CASE("the summary's cycle stack adds up to the total", "[D4]") {
  const auto summary = Json::parse(systole::reports::summary_json(sample_run()));
  std::int64_t sum = 0;
  for (const auto& cause : summary.at("cycle_stack")) sum += cause.get<std::int64_t>();
  CHECK(sum == summary.at("totals").at("cycles"));
}

TEST_CASE("a run of nothing has rates of zero", "[D4]") {
  auto run = sample_run();
  run.layers.clear();
  const auto totals = Json::parse(systole::reports::summary_json(run)).at("totals");
  CHECK(totals.at("effective_tops") == 0.0);
  CHECK(totals.at("dram_bytes_per_second") == 0.0);
}

TEST_CASE("the JSON of a run has every column of every layer", "[D4]") {
  const auto run = sample_run();
  const auto json = Json::parse(systole::reports::to_json(run));
  const auto& layers = json.at("layers");
  REQUIRE(layers.size() == run.layers.size());
  for (const auto& column : systole::reports::layer_columns()) CHECK(layers[0].contains(std::string{column.name}));
  CHECK(layers[0].at("total_cycles") == 4038);
  CHECK(layers[0].at("energy_pj").is_null());
  CHECK(layers[0].at("fused") == Json{"bn1", "relu1"});
  CHECK(layers[0].at("cycle_stack").at("dram_stall") == 1800);
  CHECK(json.at("totals").at("cycles") == 26555);
}

TEST_CASE("names that are not UTF-8 still give valid JSON", "[D4]") {
  auto run = sample_run();
  run.workload = "bad\xff";
  CHECK_NOTHROW(Json::parse(systole::reports::summary_json(run)));
}
