// systole compare: two runs side by side.
#include <nlohmann/json.hpp>

#include "tests/sim/config_support.hpp"
#include "tests/support/command_line.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace systole;
using namespace systole::tests;
using nlohmann::json;

namespace {

/// Two runs, by what the second changes.
struct Pair {
  explicit Pair(std::vector<std::string> change, const std::string& other_workload = "tiny_cnn_2d") {
    record(a(), "tiny_cnn_2d", {});
    record(b(), other_workload, std::move(change));
  }
  void record(const std::string& out, const std::string& workload, std::vector<std::string> more) {
    std::vector<std::string> arguments{"run",      "-a",       "edge16", "-w",    workload,
                                       "--detail", "analytic", "-q",     "--out", out};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Said said = run_systole(arguments);
    INFO(said.err);
    REQUIRE(said.status == 0);
  }
  std::string a() const { return (directory / "a").string(); }
  std::string b() const { return (directory / "b").string(); }
  json compared() const {
    const Said said = run_systole({"compare", a(), b(), "--json"});
    INFO(said.err);
    REQUIRE(said.status == 0);
    return json::parse(said.out);
  }
  json summary(const std::string& run) const { return json::parse(file_text(run + "/summary.json")); }

  TemporaryDirectory directory;
};

json row(const json& rows, const std::string& name) {
  for (const json& entry : rows)
    if (entry["name"] == name) return entry;
  FAIL("no row " << name);
  return {};
}

}  // namespace

TEST_CASE("compare lists the keys that differ, and no others", "[D8]") {
  const Pair pair{{"--set", "array.rows=8", "--set", "dram.bandwidth=25.6 GB/s"}};
  const json keys = pair.compared()["config"];
  REQUIRE(keys.size() == 2);
  CHECK(keys[0] == json{{"key", "array.rows"}, {"a", "16"}, {"b", "8"}});
  CHECK(keys[1] == json{{"key", "dram.bandwidth"}, {"a", "12.8 GB/s"}, {"b", "25.6 GB/s"}});
}

TEST_CASE("of a part that one chip lacks, the table shows what is not at its default and counts the rest", "[D8]") {
  const TemporaryDirectory directory;
  const auto out = [&](const std::string& chip) { return (directory / chip).string(); };
  for (const std::string chip : {"norflash28", "edge32"})
    REQUIRE(run_systole({"run", "-a", chip, "-w", "jit_b16_ffn", "--detail", "analytic", "-q", "--out", out(chip)})
                .status == 0);
  const Said said = run_systole({"compare", out("norflash28"), out("edge32")});
  CHECK_THAT(said.out, Catch::Contains("cim.macros") && Catch::Contains("keys at their defaults, of a part that one"));
  CHECK(said.out.find("cim.faults") == std::string::npos);
  const json keys = json::parse(run_systole({"compare", out("norflash28"), out("edge32"), "--json"}).out)["config"];
  CHECK(std::any_of(keys.begin(), keys.end(), [](const json& key) { return key["key"] == "cim.faults.ir_drop"; }));
}

TEST_CASE("compare gives both runs' totals as they recorded them, with the ratio", "[D8]") {
  const Pair pair{{"--set", "array.rows=8"}};
  const json result = pair.compared();
  const json a = pair.summary(pair.a());
  const json b = pair.summary(pair.b());
  const json cycles = row(result["totals"], "cycles");
  CHECK(cycles["a"] == a["totals"]["cycles"].get<double>());
  CHECK(cycles["b"] == b["totals"]["cycles"].get<double>());
  CHECK(cycles["ratio"].get<double>() == cycles["b"].get<double>() / cycles["a"].get<double>());
  CHECK(row(result["totals"], "energy")["b"] == b["energy"]["pj_per_forward"]);
  CHECK(row(result["totals"], "TOPS/W")["a"] == a["energy"]["tops_per_watt"]);
  CHECK(row(result["totals"], "area")["b"] == b["area"]["um2"]);
  CHECK(row(result["cycle_stack"], "mac")["a"] == a["cycle_stack"]["mac"].get<double>());
  CHECK(row(result["energy_components"], "dram")["b"] == b["energy"]["components_pj"]["dram"]);
}

TEST_CASE("a run beside itself has ratios of one and nothing changed", "[D8]") {
  const Pair pair{{}};
  const json result = pair.compared();
  CHECK(result["config"].empty());
  CHECK(result["notes"].empty());
  for (const json& total : result["totals"])
    if (!total["ratio"].is_null()) CHECK(total["ratio"] == 1.0);
  const std::string text = run_systole({"compare", pair.a(), pair.b()}).out;
  CHECK(text.find("the configs are the same") != std::string::npos);
}

TEST_CASE("layers are matched by name, and those of one run alone are listed", "[D8]") {
  const Pair pair{{}, "signal_cnn_1d"};
  const json result = pair.compared();
  bool both = false;
  bool only_a = false;
  bool only_b = false;
  for (const json& layer : result["layers"]) {
    both = both || (!layer["a"].is_null() && !layer["b"].is_null());
    only_a = only_a || layer["b"].is_null();
    only_b = only_b || layer["a"].is_null();
  }
  CHECK(both);  // both networks have a conv1
  CHECK((only_a || only_b));
  REQUIRE(result["notes"].size() == 1);
  CHECK(result["notes"][0].get<std::string>().find("different workloads, tiny_cnn_2d and signal_cnn_1d") == 0);
}

TEST_CASE("figures that one run lacks are missing, not zero", "[D8]") {
  const Pair pair{{"--set", "energy=\"\""}};
  const json result = pair.compared();
  CHECK(row(result["totals"], "energy")["b"].is_null());
  CHECK(row(result["totals"], "energy")["ratio"].is_null());
  CHECK(result["notes"].size() == 1);
  CHECK(run_systole({"compare", pair.a(), pair.b()}).status == 0);
}

TEST_CASE("the tables show keys, totals, causes, components and layers", "[D8]") {
  const Pair pair{{"--set", "array.rows=8"}};
  const std::string text = run_systole({"compare", pair.a(), pair.b()}).out;
  for (const char* part :
       {"array.rows", "latency", "energy x delay", "cycles by cause", "energy by component", "conv2", "B/A"})
    CHECK(text.find(part) != std::string::npos);
  const std::string few = run_systole({"compare", pair.a(), pair.b(), "--max-rows", "2"}).out;
  CHECK(few.find("more rows, whose cycles differ less") != std::string::npos);
  CHECK(few.size() < text.size());
}

TEST_CASE("a directory that is no run is an error that names it", "[D8]") {
  const Pair pair{{}};
  const Said said = run_systole({"compare", pair.a(), (pair.directory / "nowhere").string()});
  CHECK(said.status == 2);
  CHECK(said.err.find("nowhere' is no run: it has no summary.json") != std::string::npos);
}

TEST_CASE("a damaged run is an error that says what to do", "[D8]") {
  const Pair pair{{}};
  const auto complaint = [&] { return run_systole({"compare", pair.a(), pair.b()}); };
  write_text(pair.b() + "/summary.json", "{\"version\": 1}");
  CHECK(complaint().status == 2);
  CHECK(complaint().err.find("summary.json' is damaged or of another systole") != std::string::npos);
  std::filesystem::copy_file(pair.a() + "/summary.json", pair.b() + "/summary.json",
                             std::filesystem::copy_options::overwrite_existing);
  write_text(pair.b() + "/layers.csv", "layer,kind\nx,y\n");
  CHECK(complaint().status == 2);
  CHECK(complaint().err.find("layers.csv' is damaged or of another systole") != std::string::npos);
}
