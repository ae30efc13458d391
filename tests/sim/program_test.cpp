#include <catch2/catch.hpp>

#include "models/errors.hpp"
#include "sim/config/chip_reader.hpp"
#include "sim/files/shipped.hpp"
#include "sim/run/conservation.hpp"
#include "sim/run/run.hpp"
#include "workloads/readers/network_yaml.hpp"
#include "workloads/readers/reader.hpp"

using namespace systole;
using namespace systole::sim;

namespace {

models::Chip edge16(const std::vector<std::string>& overrides = {}) {
  return load_chip(find_file(Shelf::accelerators, "edge16"), overrides).chip;
}

workloads::Network network(const std::string& layers) {
  return workloads::parse_network_yaml("network: test\ninputs: {x: [1, 16, 8, 8]}\nlayers:\n" + layers, "test.yaml");
}

models::LayerResult row(const models::RunResult& result, const std::string& name) {
  for (const auto& layer : result.layers)
    if (layer.layer == name) return layer;
  throw std::runtime_error("no row " + name);
}

models::RunResult analytic(const models::Chip& chip, const workloads::Network& net) {
  return run(Program{chip, net}, {Detail::analytic, nullptr, {}, {}});
}

}  // namespace

TEST_CASE("batch norm and activations are carried by the layer before, if it is their only source", "[A2]") {
  const auto result = analytic(edge16(), network("  - {name: c, kind: conv2d, filters: 8, kernel: 3, padding: 1}\n"
                                                 "  - {name: b, kind: batch_norm}\n"
                                                 "  - {name: r, kind: relu}\n"
                                                 "  - {name: p, kind: max_pool, kernel: 2}\n"));
  CHECK(row(result, "c").fused == std::vector<std::string>{"b", "r"});
  CHECK(row(result, "b").engine == "fused");
  CHECK(row(result, "r").host == "c");
  CHECK(row(result, "p").engine == "vector");
  const auto shared = analytic(edge16(), network("  - {name: c, kind: conv2d, filters: 16, kernel: 3, padding: 1}\n"
                                                 "  - {name: r, kind: relu, input: c}\n"
                                                 "  - {name: s, kind: add, inputs: [c, r]}\n"));
  CHECK(row(shared, "r").engine == "vector");
}

TEST_CASE("a convolution of groups is that many GEMMs", "[D1]") {
  const auto result =
      analytic(edge16(), network("  - {name: c, kind: conv2d, filters: 32, kernel: 3, padding: 1, groups: 4}\n"));
  CHECK(row(result, "c").groups == 4);
  CHECK(row(result, "c").k == 4 * 9);
  CHECK(row(result, "c").n == 8);
  CHECK(row(result, "c").macs == 64 * 36 * 8 * 4);
}

TEST_CASE("depthwise convolutions go to the array or the vector unit, with the same MACs", "[D1]") {
  const auto net = network("  - {name: dw, kind: conv2d, filters: 16, kernel: 3, padding: 1, groups: 16}\n");
  const auto on_array = row(analytic(edge16({"mapping.depthwise=array"}), net), "dw");
  const auto on_vector = row(analytic(edge16({"mapping.depthwise=vector"}), net), "dw");
  CHECK(on_array.engine == "array");
  CHECK(on_vector.engine == "vector");
  CHECK(on_array.macs == 64 * 9 * 16);
  CHECK(on_vector.macs == on_array.macs);
  // One column of sixteen is busy: no better than 1/16 of the array.
  CHECK(on_array.utilization < 1.0 / 16);
  // 1,024 outputs of 9 MACs and a requantisation on 16 lanes.
  CHECK(on_vector.cycles.vector.count() == 1024 * 10 / 16);
}

TEST_CASE("rules send layers to engines by name and by kind, the first that fits wins", "[D1]") {
  const auto net = network(
      "  - {name: a.dw, kind: conv2d, filters: 16, kernel: 3, padding: 1, groups: 16}\n"
      "  - {name: b.dw, kind: conv2d, filters: 16, kernel: 3, padding: 1, groups: 16}\n");
  const auto result =
      analytic(edge16({"mapping.engines=[{layers: 'a.*', engine: vector}, {kind: depthwise, engine: array}]"}), net);
  CHECK(row(result, "a.dw").engine == "vector");
  CHECK(row(result, "b.dw").engine == "array");
  CHECK_THROWS_AS(analytic(edge16({"mapping.engines=[{kind: max_pool, engine: array}]"}),
                           network("  - {name: p, kind: max_pool, kernel: 2}\n")),
                  models::UserError);
}

TEST_CASE("layers that rearrange memory cost nothing and say so", "[J26]") {
  const auto result = analytic(
      edge16(), network("  - {name: f, kind: reshape, shape: [1, -1]}\n  - {name: fc, kind: linear, features: 10}\n"));
  CHECK(row(result, "f").engine == "view");
  CHECK(row(result, "f").cycles.total().count() == 0);
  CHECK(row(result, "fc").k == 1024);
}

TEST_CASE("with fuse on, a result that fits stays on chip: no store, no load, no more cycles", "[D9]") {
  const auto net = network(
      "  - {name: a, kind: conv2d, filters: 16, kernel: 3, padding: 1}\n"
      "  - {name: b, kind: conv2d, filters: 16, kernel: 3, padding: 1}\n");
  const auto off = analytic(edge16({"mapping.fuse=off"}), net);
  const auto on = analytic(edge16({"mapping.fuse=on"}), net);
  CHECK(row(off, "a").dram.ofmap_write.count() == 1024);
  CHECK(row(off, "b").dram.ifmap_read.count() == 1024);
  CHECK(row(on, "a").dram.ofmap_write.count() == 0);
  CHECK(row(on, "b").dram.ifmap_read.count() == 0);
  CHECK(row(on, "b").dram.ofmap_write.count() == 1024);
  CHECK(on.cycles().total() < off.cycles().total());
}

TEST_CASE("an addition reads both operands, a smaller one once", "[J26]") {
  const auto same = row(analytic(edge16(), network("  - {name: s, kind: add, inputs: [x, x]}\n")), "s");
  CHECK(same.dram.ifmap_read.count() == 2 * 1024);
  CHECK(same.dram.ofmap_write.count() == 1024);
}

TEST_CASE("an identity that does not hold is a fault of ours, named with both figures", "[D9]") {
  const Program program{edge16(), network("  - {name: c, kind: conv2d, filters: 8, kernel: 3}\n")};
  const ProgramLayer& layer = program.layers().front();
  const models::LayerResult good = analyse(program, layer);
  Measured measured{good.cycles, good.sram, good.dram, good.cycles.total(), good.macs, good.tiles};
  CHECK_NOTHROW(check_conservation("c", *layer.schedule, measured));
  const auto broken = [&](auto change) {
    Measured wrong = measured;
    change(wrong);
    CHECK_THROWS_AS(check_conservation("c", *layer.schedule, wrong), models::ModelError);
  };
  broken([](Measured& m) { m.cycles.mac += models::Cycles{1}; });
  broken([](Measured& m) { m.dram.ifmap_read += models::Bytes{1}; });
  broken([](Measured& m) { m.dram.ofmap_write -= models::Bytes{1}; });
  broken([](Measured& m) { m.sram.ofmap_read += models::Bytes{1}; });
  broken([](Measured& m) { ++m.macs; });
  broken([](Measured& m) { m.span += models::Cycles{1}; });
}

TEST_CASE("JiT runs a forward 198 times for an image, and its FFN is a part of the whole", "[J17][J26][J27][J29]") {
  const auto whole = analytic(edge16(), workloads::read_network(find_file(Shelf::workloads, "jit_b16")));
  const auto ffn = analytic(edge16(), workloads::read_network(find_file(Shelf::workloads, "jit_b16_ffn")));
  CHECK(whole.forwards == 198);
  CHECK(whole.macs() == 25'222'840'320);
  CHECK(ffn.macs() == 15'703'474'176);
  CHECK(ffn.cycles().total() < whole.cycles().total());
}
