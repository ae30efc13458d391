#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/command_line.hpp"
#include "tests/support/temporary_directory.hpp"

using systole::tests::run_systole;

namespace {

nlohmann::json layers_of(const std::string& csv, const std::vector<std::string>& settings) {
  const systole::tests::TemporaryDirectory directory;
  systole::tests::write_text(directory / "net.csv", csv);
  std::vector<std::string> arguments{"run",    "-a",       "scalesim_default", "-w", (directory / "net.csv").string(),
                                     "--json", "--detail", "analytic"};
  for (const auto& setting : settings) {
    arguments.emplace_back("--set");
    arguments.push_back(setting);
  }
  const auto said = run_systole(arguments);
  INFO(said.err);
  REQUIRE(said.status == 0);
  return nlohmann::json::parse(said.out)["layers"];
}

}  // namespace

TEST_CASE("a SCALE-Sim topology on scalesim_default takes the published compute cycles, however it is tiled",
          "[D3][D4]") {
  const auto layers = layers_of(
      "Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, Strides,\n"
      "Conv1, 224, 224, 11, 11, 3, 96, 4,\n",
      {});
  CHECK(layers[0]["compute_cycles"] == 112284);
  CHECK(layers[0]["folds"] == 36);
  CHECK(layers[0]["mapping_efficiency"].get<double>() == Approx(0.9453125));
}

TEST_CASE("GEMMs of the published TinyCNN2D take the published cycles on 8, 16 and 32 output-stationary arrays",
          "[D3][D8]") {
  const std::string csv = "Layer,M,N,K,\nc1,1024,32,27,\nc2,256,64,288,\nc3,64,128,576,\nfc,1,10,128,\n";
  for (const auto& [size, cycles] : std::vector<std::pair<int, int>>{{8, 174108}, {16, 47198}, {32, 13742}}) {
    const std::string text = std::to_string(size);
    std::int64_t sum = 0;
    for (const auto& layer : layers_of(csv, {"array.rows=" + text, "array.cols=" + text, "array.dataflow=os"}))
      sum += layer["compute_cycles"].get<std::int64_t>();
    CHECK(sum == cycles);
  }
}
