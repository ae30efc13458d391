// systole optimize-dataflow against runs with one dataflow.
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <nlohmann/json.hpp>

#include "tests/support/command_line.hpp"

using namespace systole::tests;
using nlohmann::json;

namespace {

json study(const std::vector<std::string>& more) {
  std::vector<std::string> arguments{"optimize-dataflow", "--json"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const Said said = run_systole(arguments);
  INFO(said.err);
  REQUIRE(said.status == 0);
  return json::parse(said.out);
}

json run_with(const std::string& accelerator, const std::string& workload, const std::string& dataflow) {
  return json::parse(run_systole({"run", "-a", accelerator, "-w", workload, "--detail", "analytic", "--json", "--set",
                                  "array.dataflow=" + dataflow})
                         .out);
}

}  // namespace

TEST_CASE("Each dataflow's cycles are those of a run, and each layer takes the least of them", "[D3][D8]") {
  for (const char* accelerator : {"edge8", "edge16"}) {
    const json answer = study({"-a", accelerator, "-w", "tiny_cnn_2d"});
    std::map<std::string, json> runs;
    double least = 1e300;
    for (const char* dataflow : {"ws", "os", "is"}) {
      runs[dataflow] = run_with(accelerator, "tiny_cnn_2d", dataflow);
      const double cycles = runs[dataflow]["totals"]["cycles"];
      CHECK(answer["single"][dataflow]["total"] == cycles);
      least = std::min(least, cycles);
    }
    CHECK(answer["single"][answer["best_single"].get<std::string>()]["total"] == least);
    double mixed = 0;
    for (std::size_t i = 0; i < runs["ws"]["layers"].size(); ++i) {
      double best = 1e300;
      for (const auto& [dataflow, run] : runs) best = std::min(best, run["layers"][i]["total_cycles"].get<double>());
      mixed += best;
    }
    CHECK(answer["mixed"] == mixed);
    CHECK(mixed <= least);
    for (const json& layer : answer["layers"]) {
      const double best = layer["dataflows"][layer["best"].get<std::string>()]["figure"];
      for (const auto& [dataflow, figures] : layer["dataflows"].items()) CHECK(best <= figures["figure"].get<double>());
    }
  }
}

TEST_CASE("By traffic and by energy, no single dataflow has less of it than layers with their own", "[D3]") {
  for (const char* objective : {"traffic", "energy"}) {
    const json answer = study({"-a", "edge16", "-w", "tiny_cnn_2d", "--objective", objective});
    for (const auto& [dataflow, single] : answer["single"].items())
      CHECK(answer["mixed"].get<double>() <= single["total"].get<double>() * (1 + 1e-12));
  }
}

TEST_CASE("A chip whose options only one dataflow has is studied with all three", "[D3]") {
  const json answer = study({"-a", "edge16", "-w", "tiny_cnn_2d", "--set", "array.weight_load=overlapped"});
  CHECK(answer["single"].size() == 3);
  CHECK(answer["single"]["os"]["total"] == run_with("edge16", "tiny_cnn_2d", "os")["totals"]["cycles"].get<double>());
}

TEST_CASE("A network without a layer on the array is an error, and the table shows all three dataflows", "[D3][X4]") {
  const Said none = run_systole({"optimize-dataflow", "-a", "edge16", "-w", "tiny_cnn_2d", "--set",
                                 "mapping.engines=[{kind: conv2d, engine: vector}, {kind: linear, engine: vector}]"});
  CHECK(none.status == 2);
  const std::string text = run_systole({"optimize-dataflow", "-a", "edge16", "-w", "tiny_cnn_2d"}).out;
  CHECK_THAT(text, Catch::Contains("best single dataflow") && Catch::Contains("conv3") && Catch::Contains("network"));
}
