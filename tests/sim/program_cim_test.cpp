// Networks on chips with CIM macros: who goes there, what becomes a pipeline, and what is refused.
#include <catch2/catch.hpp>

#include "models/dataflow/cim_tile.hpp"
#include "models/errors.hpp"
#include "sim/config/chip_reader.hpp"
#include "sim/files/shipped.hpp"
#include "sim/run/run.hpp"
#include "workloads/readers/network_yaml.hpp"
#include "workloads/readers/reader.hpp"

using namespace systole;
using namespace systole::sim;

namespace {

models::Chip norflash(const std::vector<std::string>& overrides = {}) {
  return load_chip(find_file(Shelf::accelerators, "norflash28"), overrides).chip;
}

workloads::Network shipped(const std::string& name) {
  return workloads::read_network(find_file(Shelf::workloads, name));
}

workloads::Network network(const std::string& layers, const std::string& input = "[1, 8, 64]") {
  return workloads::parse_network_yaml("network: test\ninputs: {x: " + input + "}\nlayers:\n" + layers, "test.yaml");
}

const std::string kAllLinear = "mapping.engines=[{kind: linear, engine: cim}]";

models::RunResult run_at(Detail detail, const models::Chip& chip, const workloads::Network& net) {
  return run(Program{chip, net}, {detail, nullptr, {}, {}});
}

models::LayerResult row(const models::RunResult& result, const std::string& name) {
  for (const auto& layer : result.layers)
    if (layer.layer == name) return layer;
  throw std::runtime_error("no row " + name);
}

constexpr const char* kSwiglu =
    "  - {name: w12, kind: linear, features: 128, input: x}\n"
    "  - {name: x1, kind: slice, axis: 2, begin: 0, size: 64, input: w12}\n"
    "  - {name: x2, kind: slice, axis: 2, begin: 64, size: 64, input: w12}\n"
    "  - {name: s, kind: silu, input: x1}\n"
    "  - {name: p, kind: mul, inputs: [s, x2]}\n"
    "  - {name: w3, kind: linear, features: 32, input: p}\n";

}  // namespace

TEST_CASE("The FFNs of JiT-B/16 take the 72 macros of norflash28, attention its array", "[J17][J26][J29]") {
  const models::RunResult result = run_at(Detail::analytic, norflash(), shipped("jit_b16"));
  CHECK(result.cim_macros == 72);
  CHECK(result.cim_arrays() == 72);
  CHECK(result.forwards == 198);
  std::int64_t conversions = 0;
  double weights = 0;
  for (const models::LayerResult& layer : result.layers) {
    const bool ffn = layer.layer.ends_with(".w12") || layer.layer.ends_with(".w3");
    CHECK(layer.cim.has_value() == ffn);
    if (layer.layer.ends_with(".qkv")) CHECK(layer.engine == "array");
    if (!ffn) continue;
    conversions += layer.cim->adc_conversions;
    weights += static_cast<double>(layer.cim->weights);
    CHECK(layer.dram.weight_read == models::Bytes{0});
    CHECK(layer.cim->vector_cycles == models::Cycles{420});
    CHECK(layer.cim->adc_time_share() == Approx(80.0 / 140));
  }
  CHECK(static_cast<double>(conversions) == Approx(56.2e6).epsilon(0.005));
  CHECK(weights / (72 * 1024 * 1024) == Approx(0.75));
  CHECK(result.macs() == workloads::mac_count(shipped("jit_b16")));
}

TEST_CASE("w12, SiLU and product, w3 are one pipeline, whose cycles the first layer holds", "[J17]") {
  const models::RunResult result = run_at(Detail::event, norflash(), shipped("jit_b16_ffn"));
  const models::LayerResult w12 = row(result, "block5.w12");
  const models::LayerResult w3 = row(result, "block5.w3");
  CHECK(w12.engine == "cim");
  CHECK(w12.fused == std::vector<std::string>{"block5.silu", "block5.swiglu", "block5.w3"});
  CHECK(w3.engine == "fused");
  CHECK(w3.host == "block5.w12");
  CHECK(w3.cycles.total().count() == 0);
  CHECK(row(result, "block5.silu").host == "block5.w12");
  CHECK(w12.macs == 288 * 768 * 4096);
  CHECK(w3.macs == 288 * 2048 * 768);
  // 288 tokens of 420 cycles: the vector unit's 408 hide. The last token's way through w3: shift-add, vector unit,
  // passes, sum of two row tiles, results in 24 cycles; what the last interval holds of it was counted.
  CHECK(w12.cycles.mac.count() == 288 * 420);
  CHECK((w12.cycles.fill_drain + w12.cycles.vector).count() <= 1 + 384 + 420 + 2 + 24);
  CHECK(w12.dram.ifmap_read.count() == 288 * 768 * 2);
  const models::RunResult apart = run_at(Detail::event, norflash({"cim.pipeline=off"}), shipped("jit_b16_ffn"));
  CHECK(row(apart, "block5.w3").engine == "cim");
  CHECK(apart.cycles().total() > result.cycles().total());
  CHECK(apart.macs() == result.macs());
  CHECK(apart.cim_arrays() == result.cim_arrays());
}

TEST_CASE("Event and analytic agree on networks with macros, layer by layer", "[J6][H1][D9]") {
  for (const char* name : {"norflash28", "mythic_like"}) {
    for (const char* dram : {"ideal", "bandwidth"}) {
      models::Chip chip =
          load_chip(find_file(Shelf::accelerators, name), {std::string{"dram.model="} + dram, "cim.macros=100000"})
              .chip;
      for (const char* workload : {"jit_b16_ffn", "resnet18", "tiny_cnn_2d"}) {
        CAPTURE(name, dram, workload);
        const models::RunResult event = run_at(Detail::event, chip, shipped(workload));
        const models::RunResult analytic = run_at(Detail::analytic, chip, shipped(workload));
        for (std::size_t i = 0; i < event.layers.size(); ++i)
          CHECK(event.layers[i].cycles == analytic.layers[i].cycles);
      }
    }
  }
}

TEST_CASE("A network that needs more arrays than there are says how many, and its largest layer", "[J6]") {
  CHECK_THROWS_WITH((Program{norflash(), shipped("jit_l16")}),
                    Catch::Contains("'jit_l16' needs 216 arrays of 1024 x 1024 for its 48 layers") &&
                        Catch::Contains("'norflash28' has 72 (cim.macros)") && Catch::Contains("needs 6") &&
                        Catch::Contains("cim.macros=216"));
  // The boundary.
  CHECK_THROWS_AS((Program{norflash({"cim.macros=71"}), shipped("jit_b16")}), models::UserError);
  CHECK_NOTHROW(Program{norflash({"cim.macros=216"}), shipped("jit_l16")});
  // Not even one layer at a time.
  CHECK_THROWS_WITH((Program{norflash({"cim.macros=3", "cim.reprogram=allow"}), shipped("jit_b16")}),
                    Catch::Contains("needs 4") && Catch::Contains("does not help"));
}

TEST_CASE("Where cells may be written, a forward of JiT-B/16 on fewer macros takes 83 seconds longer", "[J17]") {
  const models::RunResult fits = run_at(Detail::analytic, norflash({"cim.reprogram=allow"}), shipped("jit_b16"));
  const models::RunResult written =
      run_at(Detail::event, norflash({"cim.reprogram=allow", "cim.macros=71"}), shipped("jit_b16"));
  CHECK(fits.seconds() < 1);
  CHECK(written.seconds() - fits.seconds() == Approx(83).margin(0.5));
  CHECK(fits.notes.size() + 1 == written.notes.size());
  std::int64_t cells = 0;
  for (const models::LayerResult& layer : written.layers) cells += layer.cim ? layer.cim->cells_programmed : 0;
  CHECK(static_cast<double>(cells) == Approx(113e6).epsilon(0.005));
  const models::LayerResult w12 = row(written, "block0.w12");
  CHECK(w12.cycles.weight_load == w12.cim->programming + row(written, "block0.w3").cim->programming);
}

TEST_CASE("Products of activations, groups and layers that are no products do not go to macros", "[J29]") {
  CHECK_THROWS_WITH((Program{norflash({"mapping.engines=[{layers: \"*.qk\", engine: cim}]"}), shipped("jit_b16")}),
                    Catch::Contains("'block0.qk'") && Catch::Contains("constant weights"));
  const auto grouped = network("  - {name: c, kind: conv2d, filters: 32, kernel: 3, groups: 4}\n", "[1, 16, 8, 8]");
  CHECK_THROWS_WITH((Program{norflash({"mapping.engines=[{kind: conv2d, engine: cim}]"}), grouped}),
                    Catch::Contains("'c'") && Catch::Contains("4 groups"));
  const auto softmax = network("  - {name: s, kind: softmax, input: x}\n");
  CHECK_THROWS_WITH((Program{norflash({"mapping.engines=[{kind: softmax, engine: cim}]"}), softmax}),
                    Catch::Contains("'s'") && Catch::Contains("constant weights only"));
}

TEST_CASE("A convolution on macros is a vector for each pixel of its output", "[J6]") {
  const auto net = network("  - {name: c, kind: conv2d, filters: 32, kernel: 3, padding: 1}\n", "[2, 16, 8, 8]");
  const models::RunResult result =
      run_at(Detail::event, norflash({"mapping.engines=[{kind: conv2d, engine: cim}]"}), net);
  const models::LayerResult c = row(result, "c");
  CHECK(c.cim->vectors == 2 * 64);
  CHECK(c.k == 144);
  CHECK(c.cycles.mac.count() == 128 * 420);
  // Pixels come from DRAM once a tile, with their halos, two bytes each; not once a tap.
  CHECK(c.dram.ifmap_read.count() >= 2 * 16 * 64 * 2);
  CHECK(c.dram.ifmap_read.count() < 2 * 2 * 16 * 64 * 2);
}

TEST_CASE("A pipeline needs element-wise work between two layers on macros that nobody else reads", "[J17]") {
  const std::vector<std::string> rules{kAllLinear};
  CHECK(row(run_at(Detail::event, norflash(rules), network(kSwiglu)), "w3").host == "w12");
  const auto is_apart = [&](const std::string& layers) {
    return row(run_at(Detail::event, norflash(rules), network(layers)), "w3").engine == "cim";
  };
  CHECK(is_apart(std::string{kSwiglu} + "  - {name: other, kind: softmax, input: p}\n"));
  CHECK(
      is_apart("  - {name: w12, kind: linear, features: 64, input: x}\n"
               "  - {name: w3, kind: linear, features: 32, input: w12}\n"));
  CHECK(
      is_apart("  - {name: w12, kind: linear, features: 64, input: x}\n"
               "  - {name: s, kind: softmax, input: w12}\n"
               "  - {name: w3, kind: linear, features: 32, input: s}\n"));
  // A residual from before the first layer comes from memory.
  CHECK(
      is_apart("  - {name: w12, kind: linear, features: 64, input: x}\n"
               "  - {name: a, kind: add, inputs: [w12, x]}\n"
               "  - {name: w3, kind: linear, features: 32, input: a}\n"));
}

TEST_CASE("What is written for macros to read is as wide as they read it", "[J4]") {
  const auto net = network(
      "  - {name: before, kind: linear, features: 64, input: x}\n"
      "  - {name: norm, kind: rms_norm, input: before}\n"
      "  - {name: w12, kind: linear, features: 64, input: norm}\n");
  const std::string rule = "mapping.engines=[{layers: w12, engine: cim}]";
  const models::RunResult wide = run_at(Detail::event, norflash({rule}), net);
  CHECK(row(wide, "norm").dram.ofmap_write == row(wide, "w12").dram.ifmap_read);
  CHECK(row(wide, "norm").dram.ofmap_write.count() == 8 * 64 * 2);
  const models::RunResult narrow =
      run_at(Detail::event, norflash({rule, "cim.activation.bits=8", "cim.activation.msb_bits=4"}), net);
  CHECK(row(narrow, "norm").dram.ofmap_write.count() == 8 * 64);
}

TEST_CASE("More macros, more lanes and faster converters never make a network slower", "[J6][J8]") {
  const auto net = shipped("jit_b16_ffn");
  const auto cycles = [&](const std::vector<std::string>& overrides) {
    return run_at(Detail::analytic, norflash(overrides), net).cycles().total();
  };
  const models::Cycles now = cycles({});
  CHECK(cycles({"cim.macros=1000"}) == now);
  CHECK(cycles({"vector.lanes=64"}) <= now);
  CHECK(cycles({"cim.adc.rate=200 MHz"}) < now);
  CHECK(cycles({"cim.adc.columns=4"}) < now);
  CHECK(cycles({"cim.msb_samples=1"}) < now);
  CHECK(cycles({"cim.settle=60 ns"}) > now);
  CHECK(cycles({"cim.adc.bits=12", "cim.noise.sigma_lsb=0", "cim.adc.bypass=on"}) == now);
}
