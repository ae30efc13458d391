#include <catch2/catch.hpp>

#include <sstream>

#include "reports/layers_csv.hpp"
#include "tests/reports/sample_run.hpp"

using namespace systole::tests;

TEST_CASE("cycle_stack.csv splits each layer's cycles by cause, and the causes add up", "[D4]") {
  const auto run = sample_run();
  std::istringstream in{systole::reports::cycle_stack_csv(run)};
  std::string line;
  std::getline(in, line);
  CHECK(line == "layer,mac,fill_drain,weight_load,sram_stall,dram_stall,vector,idle,total");
  for (const auto& layer : run.layers) {
    REQUIRE(std::getline(in, line));
    std::istringstream fields{line};
    std::string field;
    std::getline(fields, field, ',');
    CHECK(field == layer.layer);
    std::vector<std::int64_t> cycles;
    while (std::getline(fields, field, ',')) cycles.push_back(std::stoll(field));
    REQUIRE(cycles.size() == 8);
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < 7; ++i) sum += cycles[i];
    CHECK(sum == cycles[7]);
    CHECK(cycles[7] == layer.cycles.total().count());
  }
  CHECK_FALSE(std::getline(in, line));
}
