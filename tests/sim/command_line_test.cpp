#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "models/errors.hpp"
#include "sim/run/recorded_run.hpp"
#include "tests/support/command_line.hpp"
#include "tests/support/source_root.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace systole::tests;
namespace fs = std::filesystem;

TEST_CASE("help and version succeed, and every verb has its help", "[X2]") {
  CHECK(run_systole({"--help"}).status == 0);
  CHECK(run_systole({"--version"}).out.rfind("systole ", 0) == 0);
  for (const char* verb : {"run", "explain", "whatif", "optimize-dataflow", "pareto", "accuracy", "list", "check"}) {
    const Said said = run_systole({verb, "--help"});
    CHECK(said.status == 0);
    CHECK(said.out.find("Options:") != std::string::npos);
  }
}

TEST_CASE("what the user got wrong ends with status 2 and says what to do", "[X4]") {
  struct Row {
    std::vector<std::string> arguments;
    const char* says;
  };
  const Row rows[] = {
      {{}, "subcommand is required"},
      {{"fly"}, "fly"},
      {{"run", "-a", "edge16"}, "--workload is required"},
      {{"run", "-a", "edge61", "-w", "tiny_cnn_2d"}, "did you mean 'edge16'"},
      {{"run", "-a", "edge16", "-w", "tiny_cnn"}, "did you mean 'tiny_cnn_2d'"},
      {{"run", "-a", "edge16", "-w", "tiny_cnn_2d", "--detail", "cycles"}, "analytic,event"},
      {{"run", "-a", "edge16", "-w", "tiny_cnn_2d", "--set", "array.rowz=3"}, "did you mean 'rows'"},
      {{"run", "-a", "edge16", "-w", "tiny_cnn_2d", "--set", "array.rows=0"}, "0"},
      {{"run", "-a", "edge16", "-w", "tiny_cnn_2d", "--vcd"}, "--out DIR"},
      {{"run", "-a", "edge16", "-w", "tiny_cnn_2d", "--timeline", "--detail", "analytic", "--out", "x"},
       "--detail event"},
      {{"run", "-a", "edge16", "-w", "tiny_cnn_2d", "--vcd", "arrray", "--out", "x"}, "array"},
      {{"run", "-a", "edge16", "-w", "tiny_cnn_2d", "--vcd-window", "12", "--out", "x"}, "BEGIN:END"},
      {{"run", "-a", "edge16", "-w", "/dev/null"}, ".csv"},
      {{"explain", "/nowhere"}, "no run"},
      {{"list", "chips"}, "accelerators"},
  };
  for (const Row& row : rows) {
    const Said said = run_systole(row.arguments);
    CAPTURE(row.says, said.err);
    CHECK(said.status == 2);
    CHECK(said.err.find(row.says) != std::string::npos);
    CHECK(said.out.empty());
  }
}

TEST_CASE("a layer that does not fit the chip is named", "[X4]") {
  const Said said =
      run_systole({"run", "-a", "edge16", "-w", "tiny_cnn_2d", "--set", "scratchpad.ifmap.size=64 B",
                   "scratchpad.ifmap.banks=1", "scratchpad.ofmap.size=64 B", "scratchpad.ofmap.banks=1",
                   "scratchpad.weight.size=64 B", "scratchpad.weight.banks=1", "mapping.tiling={m: 1, k: 288, n: 1}"});
  CHECK(said.status == 2);
}

TEST_CASE("a foreign directory is refused before anything runs, and keeps what it holds", "[X4]") {
  const TemporaryDirectory directory;
  fs::create_directory(directory / "photos");
  write_text(directory / "photos/cat.jpg", "meow");
  const Said said = run_systole({"run", "-a", "edge16", "-w", "tiny_cnn_2d", "--out", (directory / "photos").string()});
  CHECK(said.status == 2);
  CHECK(file_text(directory / "photos/cat.jpg") == "meow");
}

TEST_CASE("a run into the directory of an earlier run replaces it", "[X2]") {
  const TemporaryDirectory directory;
  const std::string out = (directory / "run").string();
  CHECK(run_systole({"run", "-a", "edge16", "-w", "tiny_cnn_2d", "--out", out, "-q"}).status == 0);
  const std::string first = file_text(directory / "run/layers.csv");
  CHECK(run_systole({"run", "-a", "edge8", "-w", "tiny_cnn_2d", "--out", out, "-q"}).status == 0);
  CHECK(file_text(directory / "run/layers.csv") != first);
}

TEST_CASE("an interrupted run leaves no directory and no parts of one", "[X2]") {
  const TemporaryDirectory directory;
  systole::sim::RunRequest request;
  request.accelerator = "edge16";
  request.workload = "tiny_cnn_2d";
  request.directory = (directory / "run").string();
  request.traces.timeline = true;
  int asked = 0;
  request.stop_requested = [&] { return ++asked > 3; };
  CHECK_THROWS_AS(systole::sim::recorded_run(request), systole::sim::Interrupted);
  CHECK(fs::is_empty(directory.path()));
}

TEST_CASE("list and run print JSON where asked", "[X2]") {
  for (const char* what : {"accelerators", "workloads", "keys"}) {
    const Said said = run_systole({"list", what, "--json"});
    CHECK(said.status == 0);
    CHECK(nlohmann::json::parse(said.out).size() >= 6);
    CHECK(run_systole({"list", what}).status == 0);
  }
  const Said run = run_systole({"run", "-a", "edge16", "-w", "tiny_cnn_2d", "--json"});
  CHECK(nlohmann::json::parse(run.out)["layers"].size() == 14);
}

TEST_CASE("check reads configs and networks of all formats and reports each", "[X2]") {
  const std::string root = source_root();
  const Said good =
      run_systole({"check", root + "/configs/accelerators/edge16.yaml", root + "/workloads/networks/resnet18.csv",
                   root + "/workloads/networks/tiny_cnn_2d.yaml", root + "/workloads/networks/jit_b16.yaml"});
  CHECK(good.status == 0);
  const Said bad = run_systole({"check", root + "/README.md", root + "/configs/accelerators/edge8.yaml"});
  CHECK(bad.status == 2);
  CHECK(bad.out.find("edge8") != std::string::npos);
  CHECK(bad.out.find("README") == std::string::npos);
  CHECK(bad.err.find("README") != std::string::npos);
}

TEST_CASE("explain gives a layer's formula with its figures, and what would help", "[D6]") {
  const TemporaryDirectory directory;
  const std::string out = (directory / "run").string();
  REQUIRE(
      run_systole({"run", "-a", "edge16", "-w", "tiny_cnn_2d", "--out", out, "-q", "--set", "dram.bandwidth=1 GB/s"})
          .status == 0);
  const Said layer = run_systole({"explain", out, "conv2"});
  INFO(layer.out);
  CHECK(layer.status == 0);
  CHECK(layer.err.empty());
  CHECK(layer.out.find("M = 256 (16 x 16 outputs), K = 288 (32 channels x 9 taps), N = 64: 4,718,592 MACs") !=
        std::string::npos);
  CHECK(layer.out.find("a full fold: R + T + (R + c - 2)") != std::string::npos);
  CHECK(layer.out.find("dram.model: ideal") != std::string::npos);
  CHECK(run_systole({"explain", out, "relu1"}).out.find("'conv1' carries it") != std::string::npos);
  CHECK(run_systole({"explain", out}).out.find("Layers that take most") != std::string::npos);
  const Said typo = run_systole({"explain", out, "convv2"});
  CHECK(typo.status == 2);
  CHECK(typo.err.find("did you mean 'conv2'") != std::string::npos);
}
