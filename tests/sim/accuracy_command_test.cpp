// The verbs about a network's numbers, as they are called: what they print, write and refuse.
#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/support/command_line.hpp"
#include "tests/support/temporary_directory.hpp"
#include "workloads/tensors/npz.hpp"

using namespace systole::tests;
using nlohmann::json;

namespace {

using Arguments = std::vector<std::string>;

/// The trained signals on edge16, 8 samples, calibrated with 10.
Arguments signals(const Arguments& verb, const Arguments& more = {}) {
  Arguments all = verb;
  const Arguments common{"-w",
                         "signal_cnn_1d",
                         "-a",
                         "edge16",
                         "--weights",
                         "signal_cnn_1d",
                         "--data",
                         "signal_cnn_1d",
                         "--calibration",
                         "signal_cnn_1d",
                         "--calibration-samples",
                         "10"};
  all.insert(all.end(), common.begin(), common.end());
  if (verb.front() != "calibrate") all.insert(all.end(), {"--samples", "8"});
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

json json_of(const Arguments& arguments) {
  const Said said = run_systole(arguments);
  INFO(said.err);
  REQUIRE(said.status == 0);
  return json::parse(said.out);
}

std::vector<std::string> lines_of(const std::filesystem::path& path) {
  std::ifstream file{path};
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

}  // namespace

TEST_CASE("accuracy prints JSON with what it ran, the answers and a row a layer; the table has the same",
          "[B4][B9][C7]") {
  const json summary = json_of(signals({"accuracy"}, {"--json", "-q"}));
  CHECK(summary["network"] == "signal_cnn_1d");
  CHECK(summary["accelerator"] == "edge16");
  CHECK(summary["samples"] == 8);
  CHECK(summary["top1_real"] == 1.0);
  CHECK(summary["top1"] == 1.0);
  CHECK(summary["output"]["sqnr_db"] == summary["layers"].back()["error"]["sqnr_db"]);
  CHECK(summary["parameter_bytes"]["real"] == 4 * 9253);
  REQUIRE(summary["layers"].size() == 6);
  CHECK(summary["layers"][0]["layer"] == "conv1 +relu1");
  for (const json& layer : summary["layers"]) {
    CHECK(layer["overflowed_steps"] == 0);
    CHECK(layer["alone"]["within_one_step"] >= 0.95);
  }
  const Said table = run_systole(signals({"accuracy", "network"}, {"--no-alone"}));
  CHECK(table.status == 0);
  CHECK(table.out.find("conv1 +relu1") != std::string::npos);
  CHECK(table.out.find("100% in real numbers") != std::string::npos);
}

TEST_CASE("results of accuracy are a directory, whole or not at all", "[B4]") {
  const TemporaryDirectory directory;
  const std::string out = (directory / "results").string();
  const json printed = json_of(signals({"accuracy"}, {"--json", "-q", "--out", out}));
  CHECK(json::parse(file_text(out + "/summary.json")) == printed);
  const std::vector<std::string> csv = lines_of(out + "/accuracy.csv");
  CHECK(csv.size() == 1 + printed["layers"].size());
  CHECK(std::count(csv[0].begin(), csv[0].end(), ',') == std::count(csv[1].begin(), csv[1].end(), ','));
  CHECK(std::filesystem::exists(out + "/scales.yaml"));
  CHECK(std::filesystem::exists(out + "/config.yaml"));
  // A later failure leaves what is there, and nothing beside it.
  const std::string before = file_text(out + "/summary.json");
  CHECK(run_systole(signals({"accuracy"}, {"-q", "--out", out, "--quantize", "nowhere:enabled=false"})).status == 2);
  CHECK(file_text(out + "/summary.json") == before);
  const auto entries = std::distance(std::filesystem::directory_iterator{directory.path()}, {});
  CHECK(entries == 1);
  write_text(directory / "taken", "a file");
  CHECK(run_systole(signals({"accuracy"}, {"-q", "--out", (directory / "taken").string()})).status == 2);
  CHECK(file_text(directory / "taken") == "a file");
}

TEST_CASE("scales that calibrate has written give what a calibration at once gives", "[B6][S10][J19]") {
  const TemporaryDirectory directory;
  const std::string file = (directory / "scales.yaml").string();
  const Arguments rules{"--quantize", "conv2:weights.bits=6", "--quantize", "activations.observer=mse"};
  const auto ruled = [&](Arguments arguments, const Arguments& more) {
    arguments.insert(arguments.end(), rules.begin(), rules.end());
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  };
  const json tensors = json_of(ruled(signals({"calibrate"}), {"--json", "--out", file}));
  CHECK(tensors.size() > 5);
  const json from_file = json_of(signals({"accuracy"}, {"--json", "-q", "--scales", file}));
  const json at_once = json_of(ruled(signals({"accuracy"}), {"--json", "-q"}));
  CHECK(from_file == at_once);
  CHECK(from_file != json_of(signals({"accuracy"}, {"--json", "-q"})));
  const Said other = run_systole({"accuracy", "-w", "tiny_cnn_2d", "-a", "edge16", "--scales", file, "-q"});
  CHECK(other.status == 2);
  CHECK(other.err.find("scales.yaml:") != std::string::npos);
  CHECK(other.err.find("'signal_cnn_1d'") != std::string::npos);
}

TEST_CASE("the sweep and the ranking print tables and write rows", "[B8][B10]") {
  const TemporaryDirectory directory;
  const std::string file = (directory / "sweep.csv").string();
  const json sweep = json_of(signals({"accuracy", "ptq"}, {"--json", "-q", "--out", file}));
  CHECK(sweep.size() == 1 + 8);  // real numbers first
  CHECK(sweep[0]["top-1"] == "100%");
  CHECK(lines_of(file).size() == 1 + 8);
  const std::string ranking = (directory / "ranking.csv").string();
  const json layers = json_of(signals({"accuracy", "sensitivity"}, {"--json", "-q", "--out", ranking}));
  CHECK(layers.size() == 5);
  CHECK(lines_of(ranking).size() == 1 + 5);
  // Symmetric codes have a sign: half of the sweep falls away with unsigned operands.
  CHECK(json_of(signals({"accuracy", "ptq"}, {"--json", "-q", "--set", "array.operands.activation=uint8"})).size() ==
        1 + 4);
}

TEST_CASE("what cannot be is refused in one line with status 2", "[X4]") {
  const auto refused = [](const Arguments& arguments, const std::string& what) {
    const Said said = run_systole(arguments);
    CAPTURE(said.err, what);
    CHECK(said.status == 2);
    CHECK(said.out.empty());
    CHECK(said.err.find(what) != std::string::npos);
    CHECK(std::count(said.err.begin(), said.err.end(), '\n') == 1);
  };
  refused({"accuracy", "-w", "signal_cnn_1d", "-a", "edge16", "--weights", "signal_cnn"}, "'signal_cnn'");
  refused({"accuracy", "-w", "tiny_cnn_2d", "-a", "edge16", "--weights", "signal_cnn_1d"}, "array 'conv1.");
  refused({"accuracy", "-w", "tiny_cnn_2d", "-a", "edge16", "--data", "signal_cnn_1d"}, "array 'x'");
  refused(signals({"accuracy"}, {"-q", "--quantize", "weights.bits=12"}), "12 bits do not fit");
  refused(signals({"accuracy"},
                  {"-q", "--set", "array.operands.activation=uint8", "--quantize", "activations.scheme=symmetric"}),
          "unsigned");
  refused(signals({"accuracy"}, {"-q", "--quantize", "weights.scheme=affine"}), "layer 'conv1'");
  refused(signals({"calibrate"}, {"-q", "--out", "/proc/none/scales.yaml"}), "/proc/none");
}

TEST_CASE("a network without weights and data draws both, says so, and draws the same from the same seed", "[A6][S1]") {
  const Arguments drawn{"accuracy", "-w", "signal_cnn_1d", "-a", "edge8", "--drawn-samples", "3", "--json", "--seed"};
  const auto with_seed = [&](const char* seed) {
    Arguments all = drawn;
    all.emplace_back(seed);
    return run_systole(all);
  };
  const Said first = with_seed("5");
  CHECK(first.status == 0);
  CHECK(first.err.find("drawn from seed 5") != std::string::npos);
  CHECK(with_seed("5").out == first.out);
  CHECK(with_seed("6").out != first.out);
  CHECK_FALSE(json::parse(first.out).contains("top1"));  // drawn samples have no labels
}
