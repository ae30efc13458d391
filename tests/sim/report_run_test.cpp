// The document of a run: what its directory holds, in the shape that charts want.
#include <cmath>
#include <numeric>

#include "tests/sim/report_support.hpp"
#include "tests/support/csv_rows.hpp"

using namespace systole::tests;

namespace {

std::int64_t sum(const Json& numbers) {
  std::int64_t all = 0;
  for (const Json& number : numbers) all += number.get<std::int64_t>();
  return all;
}

/// A cell of the table of layers.
Json cell(const Json& document, std::size_t layer, const std::string& column) {
  const Json& columns = document["layers"]["columns"];
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (columns[i] == column) return document["layers"]["rows"][layer][i];
  return nullptr;
}

}  // namespace

TEST_CASE("a run's document has the figures of its files, nothing computed anew", "[B11]") {
  const TemporaryDirectory directory;
  const std::string run = recorded(directory, "run", "edge16", "tiny_cnn_2d", {"--timeline"});
  const Json document = report_of({run});
  Json summary = Json::parse(file_text(run + "/summary.json"));
  summary.erase("config_yaml");
  CHECK(document["format"] == 1);
  CHECK(document["kind"] == "run");
  CHECK(document["title"] == "tiny_cnn_2d on edge16");
  CHECK(document["source"] == run);
  CHECK(document["summary"] == summary);
  CHECK(document["config"] == file_text(run + "/config.yaml"));
  CHECK(document["network"] == file_text(run + "/network.yaml"));
  CHECK(entry(document["totals"], "name", "latency_s")["value"] == summary["totals"]["seconds_per_forward"]);
  CHECK(entry(document["totals"], "name", "latency_s")["remark"] == "65,444 cycles at 800 MHz");
  CHECK(entry(document["totals"], "name", "tops_per_w")["value"] == summary["energy"]["tops_per_watt"]);
  for (const Json& total : document["totals"]) CHECK(document["words"]["figures"].contains(total["name"]));

  const auto rows = read_csv(run + "/layers.csv");
  REQUIRE(document["layers"]["rows"].size() == rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    CHECK(cell(document, i, "layer") == rows[i].at("layer"));
    CHECK(cell(document, i, "total_cycles") == std::stoll(rows[i].at("total_cycles")));
    CHECK(cell(document, i, "utilization") == std::stod(rows[i].at("utilization")));
  }
  for (const Json& column : document["layers"]["columns"]) {
    CHECK(document["words"]["columns"].contains(column));
    CHECK(column != "cim_arrays");  // no layer has it
  }
}

TEST_CASE("stacks, traffic and energies of layers add up to the run's totals", "[B11]") {
  const TemporaryDirectory directory;
  // Little memory, so that partial sums are spilled, and ports that are too narrow.
  const std::string run = recorded(
      directory, "run", "edge16", "tiny_cnn_2d",
      {"--set", "scratchpad.ofmap.size=4KiB", "--set", "scratchpad.ifmap.size=4KiB", "--set", "array.cols=32"});
  const Json document = report_of({run});
  const Json& totals = document["summary"]["totals"];
  std::int64_t cycles = 0;
  for (const Json& row : document["stack"]["rows"]) {
    cycles += sum(row["cycles"]);
    CHECK(row["cycles"].size() == document["stack"]["causes"].size());
    CHECK(sum(row["cycles"]) == cell(document, row["layer"], "total_cycles"));
  }
  CHECK(cycles == totals["cycles"]);
  std::int64_t bytes = 0;
  for (const Json& row : document["traffic"]["rows"]) bytes += sum(row["bytes"]);
  CHECK(bytes == totals["dram_read_bytes"].get<std::int64_t>() + totals["dram_write_bytes"].get<std::int64_t>());
  double pj = 0;
  for (const Json& row : document["energy"]["rows"])
    for (const Json& part : row["pj"]) pj += part.get<double>();
  CHECK(pj == Approx(document["summary"]["energy"]["pj_per_forward"].get<double>()));
  // What does not occur takes no place.
  for (const Json& component : document["energy"]["components"]) CHECK(component.get<std::string>().find("cim") != 0);
  CHECK(document["words"]["tensors"].contains(document["traffic"]["tensors"].back()));
}

TEST_CASE("points of the roofline lie below the roof", "[B11]") {
  const TemporaryDirectory directory;
  const std::string run = recorded(directory, "run", "edge32", "resnet18.csv", {"--detail", "analytic"});
  const Json roofline = report_of({run})["roofline"];
  const double peak = roofline["peak_macs_per_cycle"];
  const double bandwidth = roofline["dram_bytes_per_cycle"];
  CHECK(roofline["ridge"].get<double>() == Approx(peak / bandwidth));
  REQUIRE(roofline["points"].size() == 21);
  for (const Json& point : roofline["points"]) {
    const double roof = std::min(peak, bandwidth * point["intensity"].get<double>());
    CHECK(point["macs_per_cycle"].get<double>() <= roof * (1 + 1e-9));
    CHECK(point["best_intensity"].get<double>() >= point["intensity"].get<double>() * (1 - 1e-9));
  }
  const std::string ideal =
      recorded(directory, "ideal", "edge32", "resnet18.csv", {"--detail", "analytic", "--set", "dram.model=ideal"});
  const Json without = report_of({ideal})["roofline"];
  CHECK(!without.contains("ridge"));
  CHECK(!without.contains("dram_bytes_per_cycle"));
}

TEST_CASE("what a run does not have is left out of its document", "[B11]") {
  const TemporaryDirectory directory;
  const std::string run =
      recorded(directory, "run", "edge16", "tiny_cnn_2d", {"--detail", "analytic", "--set", "energy=\"\""});
  const Json document = report_of({run});
  for (const char* part : {"timeline", "energy", "area", "cim", "accuracy"}) CHECK(!document.contains(part));
  CHECK(document["notes"].size() == 1);
  CHECK(document["notes"][0].get<std::string>().find("no energy and no area") == 0);
}

TEST_CASE("the command in a run's document makes the same run again", "[B11]") {
  const TemporaryDirectory directory;
  const std::string run = recorded(directory, "a run's", "edge16", "tiny_cnn_2d", {"--set", "array.rows=8"});
  const std::string command = report_of({run})["command"];
  const std::string place = (directory / "a run").string();
  CHECK(command ==
        "systole run -a '" + place + "'\\''s/config.yaml' -w '" + place + "'\\''s/network.yaml' --detail event");
  const std::string again = recorded(directory, "again", run + "/config.yaml", run + "/network.yaml");
  const auto stable = [](const std::string& made) {
    Json summary = Json::parse(file_text(made + "/summary.json"));
    summary.erase("wall_seconds");
    return summary;
  };
  CHECK(stable(run) == stable(again));
}

TEST_CASE("layers that CIM macros pipeline are one point of the roofline, and have a table of their own", "[B11]") {
  const TemporaryDirectory directory;
  const std::string run = recorded(directory, "run", "norflash28", "jit_b16_ffn", {"--detail", "analytic"});
  const Json document = report_of({run});
  CHECK(document["words"]["causes"]["mac"]["definition"] == "the array computes, or macros do");
  const Json& cim = document["cim"];
  CHECK(cim["summary"] == document["summary"]["cim"]);
  CHECK(!cim.contains("study"));
  REQUIRE(cim["layers"]["columns"][0] == "layer");
  for (const Json& row : cim["layers"]["rows"]) CHECK(!cell(document, row[0], "cim_arrays").is_null());
  double macs = 0;
  for (const Json& point : document["roofline"]["points"])
    macs += point["macs_per_cycle"].get<double>() *
            static_cast<double>(cell(document, point["layer"], "total_cycles").get<std::int64_t>());
  CHECK(macs == Approx(document["summary"]["totals"]["macs"].get<double>()));
}

TEST_CASE("what is no run is an error that says what it is", "[B11]") {
  const TemporaryDirectory directory;
  const auto error = [](const std::vector<std::string>& arguments) {
    const Said said = run_systole(arguments);
    CHECK(said.status == 2);
    return said.err;
  };
  CHECK_THAT(error({"report", (directory / "none").string(), "--json"}),
             Catch::Contains("there is no '") && Catch::Contains("of a sweep's store"));
  CHECK_THAT(error({"report", directory.path().string(), "--json"}), Catch::Contains("has no summary.json"));
  const std::string run = recorded(directory, "run", "edge16", "tiny_cnn_2d");
  CHECK_THAT(error({"report", run + "/layers.csv", "--json"}), Catch::Contains("it is not a store of systole"));
  write_text(run + "/layers.csv", file_text(run + "/layers.csv") + "more,\"never closed\n");
  CHECK_THAT(error({"report", run, "--json"}), Catch::Contains("a quote is never closed"));
  write_text(run + "/summary.json", "{");
  CHECK_THAT(error({"report", run, "--json"}), Catch::Contains("summary.json' is damaged"));
}
