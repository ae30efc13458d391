// What the layers of a search cost, and that both levels of detail agree on networks of them.
#include <catch2/catch.hpp>

#include "sim/config/chip_reader.hpp"
#include "sim/files/shipped.hpp"
#include "sim/program/lowering.hpp"
#include "sim/run/run.hpp"
#include "workloads/generators/darts.hpp"
#include "workloads/readers/network_yaml.hpp"

using namespace systole;
using namespace systole::sim;

namespace {

constexpr std::int64_t kElements = 16 * 8 * 8;

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

models::RunResult at(Detail detail, const models::Chip& chip, const workloads::Network& net) {
  return run(Program{chip, net}, {detail, nullptr, {}, {}});
}

workloads::Network small_darts(workloads::DartsOptions::Stage stage) {
  workloads::DartsOptions options;
  options.stage = stage;
  options.genotype = workloads::darts_genotype("DARTSQ");
  options.channels = 8;
  options.layers = 3;
  options.image = 8;
  return generate_darts(options);
}

}  // namespace

TEST_CASE("an identity and zeros cost nothing", "[Q1]") {
  const auto result = at(Detail::analytic, edge16(),
                         network("  - {name: i, kind: identity}\n"
                                 "  - {name: z, kind: zero, input: x, stride: 2}\n"));
  for (const char* name : {"i", "z"}) {
    CHECK(row(result, name).engine == "view");
    CHECK(row(result, name).cycles.total().count() == 0);
    CHECK(row(result, name).dram.ifmap_read.count() + row(result, name).dram.ofmap_write.count() == 0);
  }
}

TEST_CASE("a mixed layer reads its candidates but zeros, and multiplies each", "[Q8]") {
  const auto chip = edge16({"vector.cycles.mac=2"});
  const auto result = at(Detail::analytic, chip,
                         network("  - {name: a, kind: tanh}\n"
                                 "  - {name: z, kind: zero}\n"
                                 "  - {name: m, kind: mixed, inputs: [x, a, z, x]}\n"));
  CHECK(row(result, "m").dram.ifmap_read.count() == 3 * kElements);
  CHECK(row(result, "m").dram.ofmap_write.count() == kElements);
  CHECK(row(result, "m").cycles.vector.count() == kElements * 3 * 2 / chip.vector.lanes);
}

TEST_CASE("an addition of many operands takes one pass less than it has, and none for zeros", "[Q9]") {
  const auto result = at(Detail::analytic, edge16(),
                         network("  - {name: z, kind: zero}\n"
                                 "  - {name: s, kind: add, inputs: [x, x, z, x]}\n"));
  CHECK(row(result, "s").dram.ifmap_read.count() == 3 * kElements);
  CHECK(row(result, "s").cycles.vector.count() == kElements * 2 / 16);
}

TEST_CASE("clamp and tanh are carried like other activations; exp and div run on the vector unit", "[Q10][Q11]") {
  const auto result = at(Detail::analytic, edge16(),
                         network("  - {name: c, kind: conv2d, filters: 16, kernel: 1}\n"
                                 "  - {name: r6, kind: clamp, low: 0, high: 6}\n"
                                 "  - {name: e, kind: exp}\n"
                                 "  - {name: t, kind: tanh}\n"
                                 "  - {name: d, kind: div, inputs: [t, x]}\n"));
  CHECK(row(result, "c").fused == std::vector<std::string>{"r6"});
  CHECK(row(result, "e").engine == "vector");
  CHECK(row(result, "e").fused == std::vector<std::string>{"t"});
  CHECK(row(result, "d").engine == "vector");
  CHECK(row(result, "d").dram.ifmap_read.count() == 2 * kElements);
  const auto slow = edge16({"vector.cycles.div=7", "vector.cycles.exp=5"});
  const auto slower = at(Detail::analytic, slow,
                         network("  - {name: e, kind: exp}\n"
                                 "  - {name: d, kind: div, inputs: [e, x]}\n"));
  CHECK(row(slower, "e").cycles.vector.count() == kElements * 5 / 16);
  CHECK(row(slower, "d").cycles.vector.count() == kElements * 7 / 16);
}

TEST_CASE("every kind of layer is a GEMM, a view, or an operation of the vector unit", "[Q1]") {
  for (const workloads::LayerKind kind : workloads::all_layer_kinds()) {
    INFO(workloads::kind_name(kind));
    CHECK(int{is_gemm(kind)} + int{is_view(kind)} + int{vector_op(kind).has_value()} == 1);
  }
}

TEST_CASE("event and analytic agree on small DARTS networks, searched and searching", "[Q17][Q18]") {
  for (const auto stage : {workloads::DartsOptions::Stage::augment, workloads::DartsOptions::Stage::search}) {
    const workloads::Network net = small_darts(stage);
    const auto analytic = at(Detail::analytic, edge16(), net);
    const auto event = at(Detail::event, edge16(), net);
    CHECK(event.cycles().total() == analytic.cycles().total());
    REQUIRE(event.layers.size() == analytic.layers.size());
    std::int64_t macs = 0;
    for (std::size_t i = 0; i < event.layers.size(); ++i) {
      INFO(event.layers[i].layer);
      CHECK(event.layers[i].cycles.total() == analytic.layers[i].cycles.total());
      macs += event.layers[i].macs;
    }
    CHECK(macs == mac_count(net));
  }
}

TEST_CASE("depthwise convolutions of DARTS use one column of the array at most", "[Q18]") {
  const auto result = at(Detail::analytic, edge16(), small_darts(workloads::DartsOptions::Stage::augment));
  std::int64_t depthwise = 0;
  for (const auto& layer : result.layers) {
    if (layer.layer.find(".dw") == std::string::npos) continue;
    ++depthwise;
    CHECK(layer.utilization <= 1.0 / 16);
  }
  CHECK(depthwise > 0);
}
