// The energy and area of whole runs.
#include <nlohmann/json.hpp>

#include "models/energy/actions.hpp"
#include "sim/config/energy_reader.hpp"
#include "sim/files/shipped.hpp"
#include "tests/sim/config_support.hpp"
#include "tests/support/command_line.hpp"
#include "tests/support/csv_rows.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace systole;
using namespace systole::tests;
using nlohmann::json;

namespace {

json run(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"run", "--json", "-q"});
  const Said said = run_systole(arguments);
  INFO(said.err);
  REQUIRE(said.status == 0);
  return json::parse(said.out);
}

/// SCALE-Sim's form of a GEMM list.
std::string gemm_file(const TemporaryDirectory& directory, const std::string& rows) {
  write_text(directory / "gemm.csv", "Layer, M, N, K,\n" + rows);
  return (directory / "gemm.csv").string();
}

double component(const json& result, const char* name) {
  return result["energy"]["components_pj"][name];
}

}  // namespace

TEST_CASE("a GEMM of one tile takes the energy that one computes by hand", "[D9][D4]") {
  const TemporaryDirectory directory;
  // K goes over the array's 16 rows in two folds.
  const json result = run({"-a", "edge16", "-w", gemm_file(directory, "g, 16, 16, 32,\n"), "--detail", "analytic",
                           "--set", "mapping.tiling={m: 16, k: 32, n: 16}"});
  const json& layer = result["layers"][0];
  REQUIRE(layer["folds"] == 2);
  REQUIRE(layer["tiles"] == 1);
  // 512 activations and 512 weights are loaded once and read once. The first fold writes 256 sums of four bytes, the
  // second reads them and writes 256 results of one byte, which are stored.
  REQUIRE(layer["sram_read_bytes"] == 512 + 512 + 4 * 256);
  REQUIRE(layer["sram_write_bytes"] == 4 * 256 + 256);
  REQUIRE(layer["dram_read_bytes"] == 512 + 512);
  REQUIRE(layer["dram_write_bytes"] == 256);
  // edge16's banks hold 4 KiB, below the smallest macro: 1.873 pJ for 64 bits (configs/energy/28nm.yaml).
  const double sram = 1.873 / 8;
  CHECK(component(result, "multiply_add") == Approx(8192 * (0.153 + 0.07357)));
  CHECK(component(result, "registers") == Approx(8192 * (8 + 32) * 0.007145));
  CHECK(component(result, "ifmap_sram") == Approx(2 * 512 * sram));
  CHECK(component(result, "weight_sram") == Approx(2 * 512 * sram));
  CHECK(component(result, "ofmap_sram") == Approx((1024 + 1024 + 256 + 256) * sram));
  CHECK(component(result, "dram") == Approx(1280 * 8 * 8.0));
  CHECK(component(result, "vector") == Approx(256 * (2.567 + 0.07357)));  // requantisation
  const double total = result["energy"]["pj_per_forward"];
  CHECK(total == Approx(1856.1 + 2341.3 + 239.7 + 239.7 + 599.4 + 81920 + 676.0).epsilon(1e-5));
  const double seconds = result["totals"]["seconds_per_forward"];
  CHECK(result["energy"]["tops_per_watt"].get<double>() == Approx(2 * 8192 / total));
  CHECK(result["energy"]["average_watts"].get<double>() == Approx(total * 1e-12 / seconds));
  CHECK(result["energy"]["energy_delay_js"].get<double>() == Approx(total * 1e-12 * seconds));
}

TEST_CASE("energies of components, layers and the run add up", "[D9][D4]") {
  const TemporaryDirectory directory;
  const std::string out = (directory / "run").string();
  const json result = run({"-a", "edge16", "-w", "tiny_cnn_2d", "--out", out});
  double components = 0;
  for (const auto& [name, pj] : result["energy"]["components_pj"].items()) components += pj.get<double>();
  const double total = result["energy"]["pj_per_forward"];
  CHECK(components == Approx(total).epsilon(1e-12));
  double layers = 0;
  for (const auto& row : read_csv(std::filesystem::path{out} / "layers.csv")) {
    const double layer = std::stod(row.at("energy_pj"));
    double parts = 0;
    for (const auto& name : models::kComponentNames) parts += std::stod(row.at(std::string{name.name} + "_pj"));
    CHECK(parts == Approx(layer).epsilon(1e-12));
    layers += layer;
  }
  CHECK(layers == Approx(total).epsilon(1e-12));
  double um2 = 0;
  for (const auto& part : result["area"]["parts"]) um2 += part["um2"].get<double>();
  CHECK(um2 == Approx(result["area"]["um2"].get<double>()));
  CHECK_FALSE(result["area"]["not_counted"].empty());
}

TEST_CASE("an image takes the energy of its forwards", "[D9]") {
  const json result = run({"-a", "edge32", "-w", "jit_b16", "--detail", "analytic"});
  REQUIRE(result["forwards"] == 198);
  CHECK(result["energy"]["pj_per_result"].get<double>() ==
        Approx(198 * result["energy"]["pj_per_forward"].get<double>()));
}

TEST_CASE("the levels of detail agree about energy", "[D9]") {
  const TemporaryDirectory directory;
  const std::string gemm = gemm_file(directory, "a, 40, 24, 50,\nb, 7, 100, 33,\n");
  const json analytic = run({"-a", "edge8", "-w", gemm, "--detail", "analytic"});
  for (const char* detail : {"event", "cycle"})
    CHECK(run({"-a", "edge8", "-w", gemm, "--detail", detail})["energy"]["components_pj"] ==
          analytic["energy"]["components_pj"]);
  const auto of = [](const char* detail) { return run({"-a", "edge16", "-w", "tiny_cnn_2d", "--detail", detail}); };
  CHECK(of("event")["energy"] == of("analytic")["energy"]);
}

TEST_CASE("energy does not depend on DRAM's bandwidth where the tiling does not", "[D9]") {
  const auto at = [](const char* bandwidth) {
    return run({"-a", "edge16", "-w", "tiny_cnn_2d", "--detail", "analytic", "--set",
                std::string{"dram.bandwidth="} + bandwidth, "--set", "mapping.tiling={m: 64, k: 32, n: 32}", "--set",
                "mapping.order=nmk"});
  };
  const json slow = at("3.2 GB/s");
  const json fast = at("51.2 GB/s");
  CHECK(slow["totals"]["cycles"] > fast["totals"]["cycles"]);
  CHECK(slow["energy"]["components_pj"] == fast["energy"]["components_pj"]);
  CHECK(slow["energy"]["average_watts"] < fast["energy"]["average_watts"]);
}

TEST_CASE("wider numbers take more energy, and a cheaper memory less", "[D9]") {
  const auto energy = [](std::vector<std::string> more) {
    more.insert(more.begin(), {"-a", "edge16", "-w", "tiny_cnn_2d", "--detail", "analytic"});
    return run(more)["energy"]["pj_per_forward"].get<double>();
  };
  const double plain = energy({});
  CHECK(energy({"--set", "array.operands.weight=int16"}) > plain);
  CHECK(energy({"--set", "array.accumulator.bits=48"}) > plain);
  CHECK(energy({"--set", "array.accumulator.bits=24"}) < plain);
  CHECK(energy({"--set", "dram.technology=ddr3"}) > plain);
  CHECK(energy({"--set", "dram.technology=hbm2"}) < plain);
  CHECK(energy({"--set", "technology=22 nm", "--set", "energy=22nm"}) < plain);
  CHECK(energy({"--set", "technology=40 nm", "--set", "energy=40nm"}) > plain);
  CHECK(energy({"--set", "mapping.objective=energy"}) <= plain);
}

TEST_CASE("a chip without a table has no energy, and one note says why", "[D9]") {
  const json result = run({"-a", "scalesim_default", "-w", "tiny_cnn_2d", "--detail", "analytic"});
  CHECK(result["energy"].is_null());
  CHECK(result["area"].is_null());
  CHECK(result["layers"][0]["energy_pj"].is_null());
  REQUIRE(result["notes"].size() == 1);
  CHECK(result["notes"][0].get<std::string>().find("the config names no table") != std::string::npos);
}

TEST_CASE("a figure that the run needs and the table lacks ends it", "[D9]") {
  const Said said = run_systole({"run", "-a", "edge16", "-w", "tiny_cnn_2d", "--set", "dram.technology=unstated"});
  CHECK(said.status == 2);
  CHECK(said.err.find("the config lacks 'dram.technology', which 'energy/28nm.yaml' needs") != std::string::npos);
}

TEST_CASE("a run keeps its table: explain and a rerun use that", "[D9]") {
  const TemporaryDirectory directory;
  const std::string out = (directory / "run").string();
  std::string table = file_text(source_directory() / "configs/energy/28nm.yaml");
  table.replace(table.find("lpddr4: {energy_per_bit: 8 pJ"), 29, "lpddr4: {energy_per_bit: 5 pJ");
  write_text(directory / "own.yaml", table);
  const json first =
      run({"-a", "edge16", "-w", "tiny_cnn_2d", "--out", out, "--set", "energy=" + (directory / "own.yaml").string()});
  std::filesystem::remove(directory / "own.yaml");
  const json again = run({"-a", out + "/config.yaml", "-w", out + "/network.yaml"});
  CHECK(again["energy"]["components_pj"] == first["energy"]["components_pj"]);
  const Said said = run_systole({"explain", out, "conv2"});
  INFO(said.err);
  CHECK(said.status == 0);
  CHECK(said.out.find("B of 40 pJ") != std::string::npos);  // 8 bits of 5 pJ
}

TEST_CASE("explain gives each component's count and what one costs", "[D9]") {
  const TemporaryDirectory directory;
  const std::string out = (directory / "run").string();
  run({"-a", "edge16", "-w", "tiny_cnn_2d", "--out", out});
  const std::string text = run_systole({"explain", out, "conv2"}).out;
  CHECK(text.find("4,718,592 MACs of 0.2266 pJ") != std::string::npos);
  CHECK(text.find("B of 64 pJ") != std::string::npos);
  CHECK(run_systole({"explain", out}).out.find("Energy: ") != std::string::npos);
}

TEST_CASE("the console shows energy, power, efficiency and area, with what they cover", "[D4]") {
  const Said said = run_systole({"run", "-a", "edge16", "-w", "tiny_cnn_2d"});
  for (const char* part : {" delay ", "average, without leakage", "TOPS/W", " mm", "energy by component: DRAM",
                           "area not counted: control"})
    CHECK(said.out.find(part) != std::string::npos);
}

TEST_CASE("check reads tables, and a chip's table with it", "[D9]") {
  CHECK(run_systole({"check", (source_directory() / "configs/energy/40nm.yaml").string()}).out.find("at 40 nm") !=
        std::string::npos);
  const TemporaryDirectory directory;
  write_text(directory / "chip.yaml", good_config() + "energy: energy/28nm.yaml\n");
  const Said said = run_systole({"check", (directory / "chip.yaml").string()});
  CHECK(said.status == 2);
  CHECK(said.err.find("dram.technology") != std::string::npos);
}

TEST_CASE("list tables shows what ships", "[D9]") {
  const json tables = json::parse(run_systole({"list", "tables", "--json"}).out);
  REQUIRE(tables.size() == 3);
  CHECK(tables[1]["name"] == "28nm");
  CHECK(tables[1]["8-bit multiply"] == "0.153 pJ");
}

TEST_CASE("a Nor-flash chip's conversions cost what the table says, and its FFNs less than the array's", "[D9]") {
  const json flash = run({"-a", "norflash28", "-w", "jit_b16", "--detail", "analytic"});
  const json edge = run({"-a", "edge32", "-w", "jit_b16", "--detail", "analytic"});
  // 56.2 M conversions a forward of 2.57 pJ.
  CHECK(component(flash, "cim_adc") == Approx(56.2e6 * 2.57).epsilon(0.002));
  std::int64_t conversions = 0;
  std::int64_t reads = 0;
  double flash_ffn = 0;
  double edge_ffn = 0;
  for (std::size_t i = 0; i < flash["layers"].size(); ++i) {
    const json& layer = flash["layers"][i];
    if (layer["cim_arrays"].is_null()) continue;
    conversions += layer["cim_adc_conversions"].get<std::int64_t>();
    reads += layer["cim_cell_reads"].get<std::int64_t>();
    flash_ffn += layer["energy_pj"].get<double>();
    REQUIRE(edge["layers"][i]["layer"] == layer["layer"]);
    edge_ffn += edge["layers"][i]["energy_pj"].get<double>();
  }
  CHECK(component(flash, "cim_adc") == Approx(2.57 * static_cast<double>(conversions)));
  CHECK(component(flash, "cim_cells") == Approx(2.5e-3 * static_cast<double>(reads)));  // 50 ns
  CHECK(flash_ffn < edge_ffn / 5);
  CHECK(flash["energy"]["tops_per_watt"] > edge["energy"]["tops_per_watt"]);
  CHECK(component(edge, "cim_adc") == 0);
}

TEST_CASE("a pipeline of two CIM layers does what the layers one after another do, but for traffic", "[D9]") {
  const auto of = [](const char* pipeline) {
    return run({"-a", "norflash28", "-w", "jit_b16_ffn", "--detail", "analytic", "--set",
                std::string{"cim.pipeline="} + pipeline});
  };
  const json joined = of("on");
  const json apart = of("off");
  for (const char* name : {"vector", "cim_dac", "cim_cells", "cim_adc", "cim_digital"}) {
    CAPTURE(name);
    CHECK(component(joined, name) > 0);
    CHECK(component(joined, name) == Approx(component(apart, name)));
  }
  CHECK(component(joined, "dram") < component(apart, "dram"));
}

TEST_CASE("memory whose energy is not counted takes none, and a note says so", "[D9]") {
  const json result =
      run({"-a", "edge16", "-w", "tiny_cnn_2d", "--detail", "analytic", "--set", "dram.technology=uncounted"});
  CHECK(component(result, "dram") == 0);
  REQUIRE(result["notes"].size() == 1);
  CHECK(result["notes"][0].get<std::string>().find("not counted") != std::string::npos);
}
