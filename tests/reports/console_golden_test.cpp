#include <algorithm>

#include "reports/console.hpp"
#include "tests/reports/golden.hpp"
#include "tests/reports/sample_run.hpp"

using namespace systole::tests;
using systole::reports::console;
using systole::reports::ConsoleOptions;

TEST_CASE("the console shows layers, totals, the cycle stack and the run's figures", "[A9]") {
  check_golden("console.txt", console(sample_run(), {}));
}

TEST_CASE("the console has colours only when asked", "[A9]") {
  ConsoleOptions options;
  options.style.colour = true;
  check_golden("console_colour.txt", console(sample_run(), options));
  CHECK(console(sample_run(), {}).find('\033') == std::string::npos);
}

TEST_CASE("the console is plain ASCII on a terminal without Unicode", "[A9]") {
  ConsoleOptions options;
  options.style.unicode = false;
  options.style.width = 70;
  const auto text = console(sample_run(), options);
  check_golden("console_ascii.txt", text);
  CHECK(std::all_of(text.begin(), text.end(), [](char letter) { return static_cast<unsigned char>(letter) < 0x80; }));
}

TEST_CASE("a workload of many forwards shows figures of an image too", "[A9]") {
  auto run = sample_run();
  run.forwards = 50;
  run.notes = {"attention runs once for each of 50 steps"};
  check_golden("console_forwards.txt", console(run, {}));
}
