// What `systole accuracy` and `systole accuracy cim` found, in the report of a run.
#include "sim/report/csv_table.hpp"
#include "tests/sim/report_support.hpp"

#include "models/errors.hpp"

using namespace systole;
using namespace systole::tests;

TEST_CASE("what accuracy found is in the report: from its directory or from its JSON", "[B11]") {
  const TemporaryDirectory directory;
  const std::string run = recorded(directory, "run", "edge16", "tiny_cnn_2d", {"--detail", "analytic"});
  const std::string found = (directory / "accuracy").string();
  const Said said =
      succeeded({"accuracy", "-a", "edge16", "-w", "tiny_cnn_2d", "--samples", "4", "-q", "--json", "--out", found});
  const Json accuracy = Json::parse(said.out);
  const Json shown = report_of({run, "--accuracy", found})["accuracy"];
  CHECK(shown["samples"] == 4);
  CHECK(shown["agreement"] == accuracy["agreement"]);
  CHECK(shown["output"] == accuracy["output"]);
  REQUIRE(shown["rows"].size() == accuracy["layers"].size());
  for (std::size_t i = 0; i < shown["rows"].size(); ++i) {
    const Json& layer = accuracy["layers"][i];
    REQUIRE(shown["rows"][i].size() == shown["columns"].size());
    for (std::size_t column = 0; column < shown["columns"].size(); ++column) {
      const std::string name = shown["columns"][column]["name"];
      if (name == "layer") CHECK(shown["rows"][i][column] == layer["layer"]);
      if (name == "sqnr_db") CHECK(shown["rows"][i][column] == layer["error"]["sqnr_db"]);
      if (name == "clipped") CHECK(shown["rows"][i][column] == layer["clipped"]);
    }
  }
  write_text(directory / "accuracy.json", said.out);
  CHECK(report_of({run, "--accuracy", (directory / "accuracy.json").string()})["accuracy"] == shown);
}

TEST_CASE("what a study of CIM macros found is in the report, parameters before figures", "[B11]") {
  const TemporaryDirectory directory;
  const std::string run = recorded(directory, "run", "norflash28", "jit_b16_ffn", {"--detail", "analytic"});
  const Said said = succeeded({"accuracy", "cim", "-a", "norflash28", "-w", "jit_b16_ffn", "--tokens", "2", "--sigma",
                               "0,5", "-q", "--json", "--out", (directory / "study").string()});
  const Json study = Json::parse(said.out);
  const Json shown = report_of({run, "--cim", (directory / "study").string()})["cim"]["study"];
  REQUIRE(shown["rows"].size() == study["points"].size());
  bool figures = false;
  for (std::size_t column = 0; column < shown["columns"].size(); ++column) {
    const Json& about = shown["columns"][column];
    CHECK((about["figure"] || !figures));
    figures = about["figure"];
    for (std::size_t i = 0; i < shown["rows"].size(); ++i)
      CHECK(shown["rows"][i][column] == study["points"][i][about["name"].get<std::string>()]);
  }
  CHECK(entry(shown["columns"], "name", "snr_db")["unit"] == "dB");
  CHECK(entry(shown["columns"], "name", "clip_msb")["unit"] == "share");
}

TEST_CASE("files that are something else say so, and where they belong", "[B11]") {
  const TemporaryDirectory directory;
  const std::string run = recorded(directory, "run", "edge16", "tiny_cnn_2d", {"--detail", "analytic"});
  const auto error = [](const std::vector<std::string>& arguments) {
    const Said said = run_systole(arguments);
    CHECK(said.status == 2);
    return said.err;
  };
  CHECK_THAT(error({"report", run, "--json", "--accuracy", run}),
             Catch::Contains("is not what systole accuracy writes with --out or prints with --json"));
  CHECK_THAT(error({"report", run, "--json", "--cim", run + "/config.yaml"}),
             Catch::Contains("is not what systole accuracy cim writes"));
  const std::string found = (directory / "accuracy").string();
  succeeded({"accuracy", "-a", "edge16", "-w", "tiny_cnn_2d", "--samples", "1", "-q", "--out", found});
  CHECK_THAT(error({"report", found, "--json"}), Catch::Contains("add it to a run's report with --accuracy"));
}

TEST_CASE("tables of a run are read with quotes, commas and line breaks in names", "[B11]") {
  const sim::CsvTable table = sim::parse_csv("layer,n\r\n\"a,\"\"b\"\"\nc\",1\n,\n", "layers.csv");
  CHECK(table.columns == std::vector<std::string>{"layer", "n"});
  REQUIRE(table.rows.size() == 2);
  CHECK(table.rows[0] == std::vector<std::string>{"a,\"b\"\nc", "1"});
  CHECK(table.rows[1] == std::vector<std::string>{"", ""});
  CHECK(table.column("n") == 1);
  CHECK(!table.column("m"));
  CHECK_THROWS_WITH(sim::parse_csv("a,b\n1,2\n3\n", "x.csv"), "'x.csv' is damaged in line 3: 1 fields under 2 columns");
  CHECK_THROWS_WITH(sim::parse_csv("a\n\"b\"c\n", "x.csv"),
                    "'x.csv' is damaged in line 2: text behind a closing quote");
  CHECK_THROWS_AS(sim::parse_csv("a\n\"b\n", "x.csv"), models::UserError);
}
