// Explanations of layers on CIM macros hold their formulas with figures.
#include <catch2/catch.hpp>

#include "sim/config/chip_reader.hpp"
#include "sim/explain/explain.hpp"
#include "sim/files/shipped.hpp"
#include "workloads/readers/reader.hpp"

using namespace systole;
using namespace systole::sim;

namespace {

std::string explained(const std::string& name, const std::vector<std::string>& overrides = {}) {
  const Program program{load_chip(find_file(Shelf::accelerators, "norflash28"), overrides).chip,
                        workloads::read_network(find_file(Shelf::workloads, "jit_b16_ffn"))};
  for (const ProgramLayer& layer : program.layers())
    if (program.network().layers()[layer.index].name == name) return explain_layer(program, layer);
  return "";
}

}  // namespace

TEST_CASE("A pipeline on macros is explained by its arrays, its passes and what sets its interval", "[J6][J17]") {
  const std::string text = explained("block0.w12");
  for (const char* part :
       {"on CIM macros", "ceil(768/1024) · ceil(4096/1024) = 1 · 4 = 4; 75.0% of their cells",
        "ceil(2048/1024) · ceil(768/1024) = 2 · 1 = 2", "'block0.w3' follows",
        "3 · (10 ns + 50 ns + 8 / 100 MHz) = 420 ns, 420 cycles", "converters work in 57.1%", "interval 420",
        "weights stay in their cells", "passes of the macros", "cim.adc.rate: 200 MHz (twice)"})
    CHECK_THAT(text, Catch::Contains(part));
  CHECK(text.find("the array computes") == std::string::npos);
}

TEST_CASE("The second layer of a pipeline says who holds its cycles, and where its weights lie", "[J17]") {
  CHECK_THAT(explained("block0.w3"), Catch::Contains("second layer of a pipeline") && Catch::Contains("'block0.w12'") &&
                                         Catch::Contains("2 · 1 = 2"));
  CHECK_THAT(explained("block0.w3", {"cim.pipeline=off"}), Catch::Contains("block0.w3 (linear, on CIM macros)"));
}

TEST_CASE("Cells that are written show as weight load, with the reason", "[J17]") {
  CHECK_THAT(
      explained("block0.w12", {"cim.macros=6", "cim.reprogram=allow"}),
      Catch::Contains("Cells are written first, as the network does not fit") && Catch::Contains("cells are written"));
}
