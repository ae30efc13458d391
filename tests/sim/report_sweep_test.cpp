// The document of a sweep: its store's points as columns, its front and effects, and what failed.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "sim/report/csv_table.hpp"
#include "sim/report/sweep_document.hpp"
#include "tests/sim/report_support.hpp"
#include "tests/sim/small_sweep.hpp"

using namespace systole;
using namespace systole::tests;

namespace {

/// A store of the small sweep, or of another.
struct Swept {
  explicit Swept(const std::string& sweep = small_sweep("analytic")) {
    write_text(directory / "sweep.yaml", sweep);
    succeeded({"sweep", (directory / "sweep.yaml").string(), "--out", store(), "-q"});
    write_text(directory / "points.csv", exported(store()));
  }
  std::string store() const { return (directory / "small.db").string(); }
  sim::CsvTable points() const { return sim::read_csv_table(directory / "points.csv"); }
  TemporaryDirectory directory;
};

/// A cell of the points: texts where the column holds indices.
Json cell(const Json& document, const std::string& column, std::size_t row) {
  const Json found = entry(document["points"]["columns"], "name", column);
  const Json& value = found["values"][row];
  return found.contains("of") ? found["of"][value.get<std::size_t>()] : value;
}

std::string plain_grid(const std::string& strategy) {
  return "name: plain\naccelerators: [edge16]\nworkloads: [tiny_cnn_2d]\ndetail: analytic\naxes:\n"
         "  - {keys: [array.rows, array.cols], values: [8, 16, 32]}\n"
         "  - {key: scratchpad.*.size, values: [32 KiB, 64 KiB]}\n"
         "  - {values: [{array.dataflow: ws, dram.bandwidth: 6.4 GB/s}, {array.dataflow: os, dram.bandwidth: 12.8 "
         "GB/s}]}\n"
         "objectives: [latency_s, utilization]\nstrategy: " +
         strategy + "\n";
}

}  // namespace

TEST_CASE("points of a sweep's document are those of its store that did not fail", "[B11]") {
  const Swept swept;
  const Json document = report_of({swept.store()});
  CHECK(document["kind"] == "sweep");
  CHECK(document["counts"]["points"] == kSmallPoints);
  CHECK(document["counts"]["failed"] == kSmallFailures);
  CHECK(document["counts"]["shown"] == kSmallPoints - kSmallFailures);
  REQUIRE(document["points"]["rows"] == kSmallPoints - kSmallFailures);
  using Row = std::map<std::string, std::string>;
  std::map<std::pair<std::string, std::string>, Row> rows;
  const sim::CsvTable points = swept.points();
  for (const auto& cells : points.rows) {
    Row row;
    for (std::size_t i = 0; i < cells.size(); ++i) row[points.columns[i]] = cells[i];
    rows[{row.at("design"), row.at("workload")}] = row;
  }
  for (std::size_t i = 0; i < kSmallPoints - kSmallFailures; ++i) {
    const Row& row = rows.at({std::to_string(cell(document, "design", i).get<int>()), cell(document, "workload", i)});
    for (const char* name : {"accelerator", "detail", "array.dataflow", "array.drain"})
      CHECK(cell(document, name, i) == row.at(name));
    for (const char* name : {"cycles", "latency_s", "energy_pj", "utilization", "dram_bytes", "tops_per_w"})
      CHECK(cell(document, name, i).get<double>() == Approx(std::stod(row.at(name))).epsilon(1e-6));
    CHECK(cell(document, "cycles", i) == std::stoll(row.at("cycles")));  // whole numbers are exact
  }
  for (const Json& metric : document["metrics"]) {
    CHECK(document["words"]["figures"].contains(metric["name"]));
    CHECK(metric["name"] != "sqnr_db");  // no point has it
  }
}

TEST_CASE("what failed is listed with its reason, and counted by it", "[B11]") {
  const Swept swept;
  const Json document = report_of({swept.store()});
  REQUIRE(document["failed"].size() == kSmallFailures);
  for (const Json& point : document["failed"]) {
    CHECK(point["axes"].back() == "overlapped");
    CHECK(!point["error"].get<std::string>().empty());
  }
  std::size_t counted = 0;
  for (const Json& error : document["errors"]) counted += error["points"].get<std::size_t>();
  CHECK(counted == kSmallFailures);
  CHECK(document["notes"][0].get<std::string>().find("6 points failed") == 0);
}

TEST_CASE("the front and the effects in a sweep's document are those that pareto prints", "[B11][D8]") {
  const Swept swept;
  const Json document = report_of({swept.store()});
  const Json pareto = Json::parse(succeeded({"pareto", swept.store(), "--json"}).out);
  REQUIRE(document["front"].size() == pareto["front"].size());
  for (std::size_t i = 0; i < document["front"].size(); ++i) {
    const Json& design = document["front"][i];
    const Json& printed = pareto["front"][i];
    CHECK(cell(document, "design", design["row"]) == printed["design"]);
    CHECK(design["dominates"] == printed["dominates"]);
    CHECK(design["knee"] == printed["knee"]);
    // Objectives over several workloads are columns of their own.
    for (const Json& objective : document["plan"]["objectives"])
      CHECK(cell(document, objective["name"], design["row"]).get<double>() ==
            Approx(printed["figures"][objective["name"].get<std::string>()].get<double>()).epsilon(1e-6));
  }
  CHECK(document["hypervolume"] == pareto["hypervolume"]);
  REQUIRE(document["effects"].size() == pareto["sensitivity"].size());
  for (std::size_t i = 0; i < document["effects"].size(); ++i) {
    const Json& effect = document["effects"][i];
    CHECK(effect["main"] == pareto["sensitivity"][i]["axes"]);
    CHECK(effect["pairs"].size() == pareto["sensitivity"][i]["pairs"].size());
  }
  CHECK(entry(document["plan"]["objectives"], "name", "latency_s (sum)")["label"] == "latency (sum)");
}

TEST_CASE("axes have their values in the sweep file's order, as numbers where they are numbers", "[B11]") {
  const Swept swept{plain_grid("grid")};
  const Json axes = report_of({swept.store()})["axes"];
  REQUIRE(axes.size() == 3);
  CHECK(axes[0]["values"] == Json{"8", "16", "32"});
  CHECK(axes[0]["numbers"] == Json{8, 16, 32});
  CHECK(axes[0]["set"][2] == Json{"array.rows=32", "array.cols=32"});
  CHECK(axes[1]["numbers"] == Json{32768, 65536});
  CHECK(axes[1]["unit"] == "B");
  CHECK(axes[1]["set"][0] ==
        Json{"scratchpad.ifmap.size=32 KiB", "scratchpad.weight.size=32 KiB", "scratchpad.ofmap.size=32 KiB"});
  CHECK(axes[2]["numeric"] == false);
  CHECK(axes[2]["set"][1] == Json{"array.dataflow=os", "dram.bandwidth=12.8 GB/s"});
}

TEST_CASE("the texts that a point's values set make its figures again", "[B11]") {
  const Swept swept{plain_grid("{kind: random, points: 5, seed: 3}")};
  const Json document = report_of({swept.store()});
  const std::size_t row = document["front"][0]["row"];
  std::vector<std::string> arguments{"run",
                                     "-a",
                                     cell(document, "accelerator", row),
                                     "-w",
                                     cell(document, "workload", row),
                                     "--detail",
                                     cell(document, "detail", row),
                                     "--json",
                                     "-q"};
  for (const Json& axis : document["axes"]) {
    const Json indices = entry(document["points"]["columns"], "name", axis["name"])["values"];
    for (const Json& setting : axis["set"][indices[row].get<std::size_t>()]) {
      arguments.emplace_back("--set");
      arguments.push_back(setting);
    }
  }
  const Json again = Json::parse(succeeded(arguments).out);
  CHECK(again["totals"]["cycles"] == cell(document, "cycles", row));
  CHECK(again["energy"]["pj_per_forward"].get<double>() ==
        Approx(cell(document, "energy_pj", row).get<double>()).epsilon(1e-6));
}

TEST_CASE("a sweep with too many points for a page is thinned, but for its front", "[B11]") {
  const Swept swept{plain_grid("grid")};
  sim::SweepDocumentLimits limits;
  limits.points = 600;  // bytes: a few rows
  const Json whole = report_of({swept.store()});
  const Json thinned = Json::parse(sim::report_text(sim::sweep_document(swept.store(), limits)));
  CHECK(thinned["counts"]["shown"].get<std::size_t>() < whole["counts"]["shown"].get<std::size_t>());
  CHECK(thinned["counts"]["designs"] == whole["counts"]["designs"]);
  CHECK(thinned["points"]["rows"] == thinned["counts"]["shown"]);
  REQUIRE(thinned["front"].size() == whole["front"].size());
  for (std::size_t i = 0; i < whole["front"].size(); ++i)
    CHECK(cell(thinned, "design", thinned["front"][i]["row"]) == cell(whole, "design", whole["front"][i]["row"]));
  CHECK_THAT(thinned["notes"].back().get<std::string>(), Catch::Contains("points are in this report, drawn evenly"));
}

TEST_CASE("a page that cannot hold its whole front says so, and keeps the best and the knee", "[B11]") {
  const Swept swept{plain_grid("grid")};
  sim::SweepDocumentLimits limits;
  limits.points = 100;  // bytes: next to nothing but what must stay
  limits.front = 1;
  const Json whole = report_of({swept.store()});
  const Json cut = Json::parse(sim::report_text(sim::sweep_document(swept.store(), limits)));
  REQUIRE(cut["front"].size() < whole["front"].size());
  CHECK(cell(cut, "design", cut["front"][0]["row"]) == cell(whole, "design", whole["front"][0]["row"]));
  const auto knees = [](const Json& document) {
    return std::count_if(document["front"].begin(), document["front"].end(),
                         [](const Json& design) { return design["knee"].get<bool>(); });
  };
  CHECK(knees(cut) == knees(whole));
  CHECK_THAT(cut["notes"].back().get<std::string>(),
             Catch::StartsWith(fmt::format("{} of {} designs on the front are in this report, the best by latency_s",
                                           cut["front"].size(), whole["front"].size())));
}

TEST_CASE("a sweep of which nothing can be judged has a document all the same", "[B11]") {
  const Swept swept{
      "name: none\naccelerators: [edge16]\nworkloads: [tiny_cnn_2d]\ndetail: analytic\naxes:\n"
      "  - {key: array.drain, values: [overlapped]}\nobjectives: [latency_s]\nstrategy: grid\n"};
  const Json document = report_of({swept.store()});
  CHECK(document["points"]["rows"] == 0);
  CHECK(document["front"].empty());
  CHECK(document["effects"].empty());
  CHECK(document["failed"].size() == 1);
  CHECK_THAT(document["notes"][0].get<std::string>(), Catch::Contains("no design can be judged"));
}
