#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/support/command_line.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/vcd_reader.hpp"

using namespace systole::tests;
namespace fs = std::filesystem;

namespace {

struct Run {
  TemporaryDirectory directory;
  nlohmann::json summary;

  explicit Run(std::vector<std::string> extra = {}, const std::string& modules = "all") {
    std::vector<std::string> arguments{"run",   "-a",         "edge16", "-w",           "tiny_cnn_2d", "--vcd",
                                       modules, "--timeline", "--out",  out().string(), "-q"};
    arguments.insert(arguments.end(), extra.begin(), extra.end());
    const Said said = run_systole(arguments);
    INFO(said.err);
    REQUIRE(said.status == 0);
    CHECK(said.out.empty());
    summary = nlohmann::json::parse(file_text(out() / "summary.json"));
  }
  fs::path out() const { return directory / "run"; }
  std::int64_t total() const { return summary["totals"]["cycles"]; }
};

std::vector<std::vector<std::string>> rows_of(const fs::path& csv) {
  std::ifstream file{csv};
  std::vector<std::vector<std::string>> rows;
  for (std::string line; std::getline(file, line);) {
    std::vector<std::string> fields;
    std::stringstream row{line};
    for (std::string field; std::getline(row, field, ',');) fields.push_back(field);
    rows.push_back(fields);
  }
  return rows;
}

}  // namespace

TEST_CASE("a run's directory holds the files of the format, and nothing half written", "[H2][D4]") {
  const Run run;
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator{run.out()}) names.insert(entry.path().filename().string());
  CHECK(names == std::set<std::string>{"summary.json", "layers.csv", "cycle_stack.csv", "timeline.json", "waves.vcd",
                                       "waves.gtkw", "config.yaml", "energy.yaml", "network.yaml"});
  std::size_t beside = 0;
  for (const auto& entry : fs::directory_iterator{run.directory.path()}) beside += entry.path() == run.out() ? 0U : 1U;
  CHECK(beside == 0);
}

TEST_CASE("cycles by cause add up to each layer's cycles and to the run's", "[D4][D9]") {
  const Run run;
  const auto stack = rows_of(run.out() / "cycle_stack.csv");
  const auto layers = rows_of(run.out() / "layers.csv");
  REQUIRE(stack.size() == layers.size());
  std::int64_t total = 0;
  for (std::size_t i = 1; i < stack.size(); ++i) {
    std::int64_t sum = 0;
    for (std::size_t cause = 1; cause <= 7; ++cause) sum += std::stoll(stack[i][cause]);
    CHECK(sum == std::stoll(layers[i][11]));
    CHECK(std::stoll(layers[i][9]) + std::stoll(layers[i][10]) == sum);  // compute + stall
    total += sum;
  }
  CHECK(total == run.total());
}

TEST_CASE("the waveform ends at the reported total and its occupancies stay within the buffers", "[H2]") {
  const Run run;
  std::ifstream file{run.out() / "waves.vcd"};
  const Vcd vcd = read_vcd(file);
  REQUIRE_FALSE(vcd.times.empty());
  CHECK(vcd.timescale == "1ps");
  CHECK(vcd.times.back() == run.total() * 1250);  // 800 MHz
  for (const char* buffer : {"ifmap", "weight", "ofmap"}) {
    std::uint64_t peak = 0;
    for (const auto& change : vcd.changes(std::string{"accelerator."} + buffer + ".occupancy"))
      peak = std::max(peak, change.value);
    CHECK(peak > 0);
    CHECK(peak <= 65536);
    CHECK(vcd.at(std::string{"accelerator."} + buffer + ".occupancy", vcd.times.back()) == 0);
  }
  CHECK(vcd.at("accelerator.dram.read_in_flight", vcd.times.back()) == 0);
}

TEST_CASE("the array's busy time in the waveform is the time that its layers take it", "[H2][D4]") {
  const Run run;
  std::ifstream file{run.out() / "waves.vcd"};
  const Vcd vcd = read_vcd(file);
  std::int64_t busy = 0;
  std::int64_t since = 0;
  bool on = false;
  for (const auto& change : vcd.changes("accelerator.array.busy")) {
    if (on) busy += change.time - since;
    since = change.time;
    on = change.value == 1;
  }
  std::int64_t expected = 0;
  for (const auto& row : rows_of(run.out() / "layers.csv")) {
    if (row[2] != "array") continue;
    expected += std::stoll(row[11]);
  }
  for (const auto& row : rows_of(run.out() / "cycle_stack.csv")) {
    if (row[0].rfind("conv", 0) == 0 || row[0] == "fc") expected -= std::stoll(row[5]);  // dram_stall
  }
  CHECK(busy == expected * 1250);
}

TEST_CASE("GTKWave's own converter accepts the waveform", "[H2]") {
  const Run run;
  const std::string command = "vcd2fst '" + (run.out() / "waves.vcd").string() + "' '" +
                              (run.directory / "waves.fst").string() + "' > /dev/null 2>&1";
  CHECK(std::system(command.c_str()) == 0);
  CHECK(fs::file_size(run.directory / "waves.fst") > 100);
}

TEST_CASE("a window and a list of modules restrict the waveform", "[H2]") {
  const Run run{{"--vcd-window", "1000:3000"}, "array,ofmap"};
  std::ifstream file{run.out() / "waves.vcd"};
  const Vcd vcd = read_vcd(file);
  CHECK(vcd.times.front() == 1000 * 1250);
  CHECK(vcd.times.back() == 3000 * 1250);
  for (const auto& [path, variable] : vcd.variables)
    CHECK((path.find(".array.") != std::string::npos || path.find(".ofmap.") != std::string::npos));
}

TEST_CASE("the timeline is valid JSON with named, monotone tracks that end at the total", "[H2]") {
  const Run run;
  const auto timeline = nlohmann::json::parse(file_text(run.out() / "timeline.json"));
  std::map<std::pair<int, int>, double> last;
  std::set<std::string> tracks;
  double end = 0;
  for (const auto& event : timeline["traceEvents"]) {
    const std::string phase = event["ph"];
    if (phase == "M" && event["name"] == "thread_name") tracks.insert(event["args"]["name"].get<std::string>());
    if (phase != "X") continue;
    const std::pair<int, int> track{event["pid"].get<int>(), event["tid"].get<int>()};
    const double begin = event["ts"].get<double>();
    CHECK(begin >= last[track]);
    last[track] = begin;
    end = std::max(end, begin + event["dur"].get<double>());
  }
  for (const char* unit : {"load", "array", "vector", "store"}) CHECK(tracks.count(unit) == 1);
  CHECK(end == Approx(static_cast<double>(run.total()) * 1250e-6));
}

TEST_CASE("the result names its resolved config, and the config reads back to the same run", "[H2]") {
  const Run run{{"--set", "array.rows=8"}};
  CHECK(run.summary["config_hash"].get<std::string>().size() == 16);
  const Said again = run_systole(
      {"run", "-a", (run.out() / "config.yaml").string(), "-w", (run.out() / "network.yaml").string(), "--json"});
  INFO(again.err);
  REQUIRE(again.status == 0);
  const auto summary = nlohmann::json::parse(again.out);
  CHECK(summary["totals"]["cycles"] == run.summary["totals"]["cycles"]);
  CHECK(summary["config_hash"] == run.summary["config_hash"]);
}
