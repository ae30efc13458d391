#include <catch2/catch.hpp>

#include <algorithm>

#include "reports/console.hpp"
#include "tests/reports/sample_run.hpp"

using namespace systole::tests;
using systole::reports::console;

namespace {

systole::models::RunResult long_run(int layers) {
  auto run = sample_run();
  run.layers.clear();
  for (int i = 0; i < layers; ++i) {
    run.layers.push_back(product_layer("layer" + std::to_string(i), 16, 16, 16,
                                       {systole::models::Cycles{100}, {}, {}, {}, {}, {}, {}}, {}));
  }
  return run;
}

systole::reports::ConsoleOptions at_most(std::size_t rows) {
  systole::reports::ConsoleOptions options;
  options.max_rows = rows;
  return options;
}

std::size_t layers_shown(const std::string& text) {
  std::size_t count = 0;
  for (auto at = text.find("\nlayer"); at != std::string::npos; at = text.find("\nlayer", at + 1)) ++count;
  return count - 1;  // the heading
}

}  // namespace

TEST_CASE("a long network's middle is left out, with the number of rows that are missing", "[A9]") {
  const auto text = console(long_run(300), at_most(60));
  CHECK(layers_shown(text) == 60);
  CHECK(text.find("\nlayer29 ") != std::string::npos);
  CHECK(text.find("\nlayer30 ") == std::string::npos);
  CHECK(text.find("\n… 240 more rows, see layers.csv\nlayer270 ") != std::string::npos);
  CHECK(text.find("\nlayer299 ") != std::string::npos);
}

TEST_CASE("all rows are shown up to the limit, and without one", "[A9]") {
  CHECK(layers_shown(console(long_run(60), at_most(60))) == 60);
  CHECK(layers_shown(console(long_run(61), at_most(60))) == 60);
  CHECK(layers_shown(console(long_run(300), at_most(0))) == 300);
  CHECK(console(long_run(61), at_most(60)).find("… 1 more row, see") != std::string::npos);
}

TEST_CASE("totals count the rows that are left out", "[A9]") {
  CHECK(console(long_run(300), at_most(10)).find("30,000 cycles at 800 MHz") != std::string::npos);
}

TEST_CASE("a layer is followed by the kinds that it carries, and these have no rows", "[A9]") {
  const auto text = console(sample_run(), {});
  CHECK(text.find("\nconv1 +bn+relu ") != std::string::npos);
  CHECK(text.find("\nbn1") == std::string::npos);
  CHECK(text.find("\nflatten") == std::string::npos);
}

TEST_CASE("a carried layer that is not in the run goes by its name", "[A9]") {
  auto run = sample_run();
  run.layers.front().fused = {"elsewhere"};
  CHECK(console(run, {}).find("\nconv1 +elsewhere ") != std::string::npos);
}

TEST_CASE("a grouped convolution shows its groups", "[A9]") {
  auto run = sample_run();
  run.layers.front().groups = 64;
  run.layers.front().n = 1;
  CHECK(console(run, {}).find("  64×1  ") != std::string::npos);
}

TEST_CASE("a run without layers prints without figures that do not exist", "[A9]") {
  auto run = sample_run();
  run.layers.clear();
  const auto text = console(run, {});
  CHECK(text.find("nan") == std::string::npos);
  CHECK(text.find("inf") == std::string::npos);
  CHECK(text.find("█") == std::string::npos);
}

TEST_CASE("ideal memory has no bandwidth to compare with", "[A9]") {
  auto run = sample_run();
  run.dram_bytes_per_cycle = 0;
  const auto text = console(run, {});
  CHECK(text.find("DRAM ideal") != std::string::npos);
  CHECK(text.find("no limit") != std::string::npos);
}
