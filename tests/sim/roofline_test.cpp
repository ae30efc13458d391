// Rooflines of runs: what layers.csv, the summary and explanations say of TinyCNN2D at 10 bytes a cycle, and that no
// run of a shipped network moves less than it must.
#include <catch2/catch.hpp>
#include <map>
#include <nlohmann/json.hpp>

#include "sim/config/chip_reader.hpp"
#include "sim/files/shipped.hpp"
#include "sim/run/run.hpp"
#include "tests/support/command_line.hpp"
#include "tests/support/temporary_directory.hpp"
#include "workloads/readers/reader.hpp"

using namespace systole;
using namespace systole::tests;

namespace {

const std::vector<std::string> kTenBytes{"-a", "edge16", "-w", "tiny_cnn_2d", "--set", "dram.bandwidth=8 GB/s"};

std::vector<std::string> with(std::vector<std::string> first, const std::vector<std::string>& more,
                              const std::vector<std::string>& last = {}) {
  first.insert(first.end(), more.begin(), more.end());
  first.insert(first.end(), last.begin(), last.end());
  return first;
}

}  // namespace

TEST_CASE("A run of TinyCNN2D has the published ridge and intensities", "[D7]") {
  const Said said = run_systole(with({"run"}, kTenBytes, {"--detail", "analytic", "--json"}));
  REQUIRE(said.status == 0);
  const auto run = nlohmann::json::parse(said.out);
  CHECK(run["roofline"]["ridge"] == 25.6);
  std::map<std::string, double> published{{"conv1", 24.105}, {"conv2", 109.714}, {"conv3", 54.857}, {"fc", 0.903}};
  for (const auto& layer : run["layers"]) {
    if (!layer["intensity"].is_null())
      CHECK(layer["intensity"].get<double>() <= layer["best_intensity"].get<double>() * (1 + 1e-12));
    const auto row = published.find(layer["layer"]);
    if (row == published.end()) continue;
    CHECK(layer["best_intensity"].get<double>() == Approx(row->second).margin(5e-4));
    published.erase(row);
  }
  CHECK(published.empty());
}

TEST_CASE("explain says where a layer and the whole run stand under the roofline", "[D7]") {
  const TemporaryDirectory directory;
  const std::string out = (directory / "run").string();
  REQUIRE(run_systole(with({"run"}, kTenBytes, {"--detail", "analytic", "-q", "--out", out})).status == 0);
  const std::string fc = run_systole({"explain", out, "fc"}).out;
  // 1,280 MACs for 1,418 bytes at 10 bytes a cycle.
  CHECK_THAT(fc, Catch::Contains("MACs / DRAM bytes = 1,280 / 1,418 = 0.9027;") &&
                     Catch::Contains("16 · 16 / 10 = 25.6 MAC/B") &&
                     Catch::Contains("below the ridge: DRAM feeds 9.027 of 256 MACs a cycle, 3.5% of the peak"));
  CHECK_THAT(run_systole({"explain", out, "conv2"}).out, Catch::Contains("at or above the ridge"));
  CHECK_THAT(run_systole({"explain", out}).out, Catch::Contains("10,323,200 / "));
  CHECK_THAT(run_systole(with({"run"}, kTenBytes, {"--set", "dram.model=ideal"})).out,
             Catch::Contains("no ridge: DRAM has no limit"));
}

TEST_CASE("No layer of a shipped network moves fewer bytes than it must, on any shipped chip", "[D7]") {
  for (const std::string& accelerator : sim::shipped_names(sim::Shelf::accelerators)) {
    const sim::LoadedChip loaded = sim::load_chip(sim::find_file(sim::Shelf::accelerators, accelerator), {});
    for (const char* workload : {"tiny_cnn_2d", "signal_cnn_1d", "mobilenet_v1", "jit_b16_ffn", "darts_v2"}) {
      const auto file = sim::find_file(sim::Shelf::workloads, workload);
      std::optional<sim::Program> program;
      try {
        program.emplace(loaded.chip, workloads::read_network(file));
      } catch (const models::UserError&) {
        continue;  // too large for the chip's macros
      }
      for (const sim::ProgramLayer& layer : program->layers()) {
        const models::LayerResult row = sim::analyse(*program, layer);
        CAPTURE(accelerator, workload, row.layer);
        if (row.dram.read() + row.dram.write() < row.least_dram) FAIL_CHECK("moves less than it must");
      }
    }
  }
}
