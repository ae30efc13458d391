#include <rapidcheck.h>

#include <algorithm>

#include "tests/workloads/network_support.hpp"
#include "workloads/readers/network_yaml.hpp"

using namespace systole::workloads;

namespace {

Network every_kind() {
  Network n{"every kind: \"quoted\" \\ and more"};
  n.set_source("a paper, with: colons # and marks {}");
  n.set_forwards(99);
  n.add_note("- a note that looks like a list");
  n.add_note("\xC3\xBC and 'quotes'");
  n.add_input("image", {1, 4, 16, 12});
  n.add_input("1", {1, 4, 30});
  n.add_input("null", {3});
  n.add(layer("conv", LayerKind::conv2d, {"image"}, Conv{8, {{3, 2}, {2, 1}, {1, 0}, {2, 1}, {1, 2}}, 2, false}));
  n.add(layer("true", LayerKind::batch_norm, {"conv"}, Plain{false}));
  n.add(layer("pool", LayerKind::max_pool, {"true"}, Pool{square(2, 1)}));
  n.add(layer("pool:0", LayerKind::avg_pool, {"pool"}, Pool{{{2, 3}, {2, 3}, {1, 1}, {0, 1}, {1, 1}}}));
  n.add(layer("gap", LayerKind::adaptive_avg_pool, {"pool:0"}, AdaptivePool{{2, 1}}));
  n.add(layer("0x10", LayerKind::conv1d, {"1"}, Conv{6, {{1, 5}, {1, 2}, {0, 2}, {0, 3}, {1, 2}}, 1, true}));
  n.add(layer("1e3", LayerKind::max_pool, {"0x10"}, Pool{{{1, 2}, {1, 1}, {0, 1}, {0, 0}, {1, 1}}}));
  n.add(layer("signal_gap", LayerKind::adaptive_avg_pool, {"1e3"}, AdaptivePool{{1, 3}}));
  n.add(layer("-", LayerKind::transpose, {"signal_gap"}, Transpose{{0, 2, 1}}));
  n.add(layer("rope", LayerKind::rope, {"-"}));
  n.add(layer("norm", LayerKind::layer_norm, {"rope"}));
  n.add(layer("rms", LayerKind::rms_norm, {"rope"}));
  n.add(layer("sum", LayerKind::add, {"norm", "rms"}));
  n.add(layer("product", LayerKind::mul, {"sum", "sum", "norm"}));
  n.add(layer("ratio", LayerKind::div, {"product", "sum"}));
  n.add(layer("bent", LayerKind::tanh, {"ratio"}));
  n.add(layer("grown", LayerKind::exp, {"bent"}));
  n.add(layer("kept", LayerKind::clamp, {"grown"}, Clamp{-0.1, 1.0 / 3}));
  n.add(layer("relu6", LayerKind::clamp, {"kept"}));
  n.add(layer("same", LayerKind::identity, {"relu6"}));
  n.add(layer("none", LayerKind::zero, {"same"}));
  n.add(layer("none2", LayerKind::zero, {"image"}, Zero{2}));
  n.add(layer("weighted", LayerKind::mixed, {"none", "same", "none"}));
  n.add(layer("scores", LayerKind::matmul, {"product", "product"}, MatMul{true, 0.125}));
  n.add(layer("softmax", LayerKind::softmax, {"scores"}));
  n.add(layer("mixed", LayerKind::matmul, {"softmax", "product"}, MatMul{false}));
  n.add(layer("table", LayerKind::embedding, {"null"}, Embedding{10, 6}));
  n.add(layer("rows", LayerKind::reshape, {"table"}, Reshape{{1, -1, 6}}));
  n.add(layer("both", LayerKind::concat, {"mixed", "rows"}, Concat{1}));
  n.add(layer("part", LayerKind::slice, {"both"}, Slice{1, 2, 3}));
  n.add(layer("learned", LayerKind::parameter, {}, Parameter{{3, 6}}));
  n.add(layer("shifted", LayerKind::add, {"part", "learned"}));
  n.add(layer("fc", LayerKind::linear, {"shifted"}, Linear{7, false}));
  n.add(layer("gelu", LayerKind::gelu, {"fc"}));
  n.add(layer("silu", LayerKind::silu, {"gelu"}));
  n.add(layer("sigmoid", LayerKind::sigmoid, {"silu"}));
  n.add(layer("relu", LayerKind::relu, {"sigmoid"}));
  n.add(layer("patches", LayerKind::patchify, {"image"}, Patchify{4}));
  n.add(layer("gemm", LayerKind::gemm, {}, Gemm{2, 3, 4}));
  return n;
}

Window random_window() {
  const auto taps = [] { return *rc::gen::inRange<std::int64_t>(1, 4); };
  const auto padding = [] { return *rc::gen::inRange<std::int64_t>(0, 3); };
  return {{taps(), taps()}, {taps(), taps()}, {padding(), padding()}, {padding(), padding()}, {taps(), taps()}};
}

}  // namespace

TEST_CASE("a network with every kind of layer survives being written and read", "[network][reader]") {
  const Network network = every_kind();
  std::vector<bool> used(all_layer_kinds().size());
  for (const Layer& layer : network.layers()) {
    used[static_cast<std::size_t>(layer.kind)] = true;
  }
  CHECK(std::find(used.begin(), used.end(), false) == used.end());
  const Network back = parse_network_yaml(to_yaml(network), "written.yaml");
  CHECK(back == network);
  CHECK(to_yaml(back) == to_yaml(network));
}

TEST_CASE("any window survives being written and read", "[network][reader]") {
  CHECK(rc::check([] {
    Network network{"n"};
    network.add_input("x", {1, 4, 32, 32});
    network.add(layer("c", LayerKind::conv2d, {"x"}, Conv{8, random_window(), 1, *rc::gen::arbitrary<bool>()}));
    RC_ASSERT(parse_network_yaml(to_yaml(network), "written.yaml") == network);
  }));
}

TEST_CASE("a written network leaves out what is default", "[network][reader]") {
  Network network{"small"};
  network.add_input("x", {1, 3, 8, 8});
  network.add(layer("c", LayerKind::conv2d, {"x"}, Conv{8, square(3, 1, 1), 1, true}));
  network.add(layer("r", LayerKind::relu, {"c"}));
  network.add(layer("s", LayerKind::add, {"r", "c"}));
  CHECK(to_yaml(network) == R"(network: small
inputs:
  x: [1, 3, 8, 8]
layers:
  - {name: c, kind: conv2d, filters: 8, kernel: 3, padding: 1}
  - {name: r, kind: relu}
  - {name: s, kind: add, inputs: [r, c]}
)");
}
