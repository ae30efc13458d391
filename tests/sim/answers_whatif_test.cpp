// systole whatif: variants beside their baseline, with the figures that runs have.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/command_line.hpp"

using namespace systole::tests;
using nlohmann::json;

namespace {

const std::vector<std::string> kTiny{"-a", "edge16", "-w", "tiny_cnn_2d", "--detail", "analytic", "--json"};

std::vector<std::string> joined(std::vector<std::string> first, const std::vector<std::string>& more) {
  first.insert(first.end(), more.begin(), more.end());
  return first;
}

json what_if(const std::vector<std::string>& more) {
  const Said said = run_systole(joined(joined({"whatif"}, kTiny), more));
  INFO(said.err);
  REQUIRE(said.status == 0);
  return json::parse(said.out);
}

json run_of(const std::vector<std::string>& more) {
  return json::parse(run_systole(joined(joined({"run"}, kTiny), more)).out);
}

}  // namespace

TEST_CASE("Each variant has the figures of a run with its keys, and their ratios to the baseline's", "[H4]") {
  const json answer = what_if({"--set", "array.rows=32; array.cols=32", "--set", "dram.bandwidth=25.6 GB/s"});
  REQUIRE(answer["variants"].size() == 4);
  const json base = run_of({});
  const json wide = run_of({"--set", "array.rows=32", "--set", "array.cols=32"});
  const json fast = run_of({"--set", "dram.bandwidth=25.6 GB/s"});
  const json both = run_of({"--set", "array.rows=32", "--set", "array.cols=32", "--set", "dram.bandwidth=25.6 GB/s"});
  const json* runs[] = {&base, &wide, &fast, &both};
  for (std::size_t i = 0; i < 4; ++i) {
    const json& variant = answer["variants"][i];
    const json& run = *runs[i];
    CAPTURE(variant["variant"]);
    CHECK(variant["figures"]["cycles"] == run["totals"]["cycles"].get<double>());
    CHECK(variant["figures"]["energy_pj"] == run["energy"]["pj_per_forward"]);
    CHECK(variant["figures"]["area_um2"] == run["area"]["um2"]);
    CHECK(variant["figures"]["ridge"] == run["roofline"]["ridge"]);
    CHECK(variant["bottleneck"] == run["bottleneck"]);
    CHECK(variant["ratios"]["cycles"].get<double>() ==
          Approx(run["totals"]["cycles"].get<double>() / base["totals"]["cycles"].get<double>()).epsilon(1e-12));
  }
  CHECK(answer["variants"][3]["variant"] == "all of them");
}

TEST_CASE("Variants of one key are not put together", "[H4]") {
  const json answer = what_if({"--set", "vector.lanes=8", "--set", "vector.lanes=32"});
  REQUIRE(answer["variants"].size() == 3);
  // More lanes are never slower.
  CHECK(answer["variants"][1]["ratios"]["cycles"] >= 1);
  CHECK(answer["variants"][2]["ratios"]["cycles"] <= 1);
}

TEST_CASE("What is set in the base holds for the baseline, too", "[H4]") {
  const json answer = what_if({"--base", "dram.model=ideal", "--set", "array.dataflow=os"});
  for (const json& variant : answer["variants"]) CHECK(variant["figures"]["stall_cycles"] == 0);
  CHECK(answer["variants"][0]["figures"]["ridge"] == 0);  // DRAM has no limit
}

TEST_CASE("Wrong keys and empty variants are errors, and the table names what was changed", "[H4][X4]") {
  const auto complaint = [](const std::vector<std::string>& more) {
    const Said said = run_systole(joined(joined({"whatif"}, kTiny), more));
    CHECK(said.status == 2);
    return said.err;
  };
  CHECK_THAT(complaint({"--set", "array.rowz=3"}), Catch::Contains("did you mean 'rows'"));
  CHECK_THAT(complaint({"--set", " ; "}), Catch::Contains("write key=value"));
  CHECK_THAT(complaint({"--set", "array.rows=3", "--metrics", "cycels"}), Catch::Contains("did you mean 'cycles'"));
  CHECK_THAT(complaint({}), Catch::Contains("--set is required"));
  const std::string text = run_systole({"whatif", "-a", "edge16", "-w", "tiny_cnn_2d", "--set", "array.rows=32",
                                        "--metrics", "cycles,utilization"})
                               .out;
  CHECK_THAT(text, Catch::Contains("baseline") && Catch::Contains("array.rows=32") && Catch::Contains("utilization") &&
                       Catch::Contains("bound by"));
}
