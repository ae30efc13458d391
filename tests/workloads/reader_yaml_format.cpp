#include "tests/workloads/network_support.hpp"
#include "workloads/readers/network_yaml.hpp"

using namespace systole::workloads;

namespace {

Network parse(const std::string& text) {
  return parse_network_yaml(text, "net.yaml");
}

const Layer& only_layer(const Network& network) {
  REQUIRE(network.layers().size() == 1);
  return network.layers().front();
}

}  // namespace

TEST_CASE("a network file gives its name, source, forwards, inputs and layers", "[network][reader]") {
  const Network network = parse(R"(
network: two_layers
source: Someone et al., table 3
forwards: 7
inputs: {image: [2, 3, 8, 8], scale: [2, 4, 1, 1]}
notes: [first remark, "second: remark"]
layers:
  - {name: conv, kind: conv2d, input: image, filters: 4, kernel: 3}
  - {name: scaled, kind: mul, inputs: [conv, scale]}
)");
  CHECK(network.name() == "two_layers");
  CHECK(network.source() == "Someone et al., table 3");
  CHECK(network.forwards() == 7);
  CHECK(network.notes() == std::vector<std::string>{"first remark", "second: remark"});
  CHECK(network.inputs().size() == 2);
  CHECK(network.shape("scaled") == Shape{2, 4, 6, 6});
}

TEST_CASE("a layer reads the previous one, and the first reads the only network input", "[network][reader]") {
  const Network network = parse(R"(
network: chain
inputs: {x: [1, 8]}
layers:
  - {name: a, kind: relu}
  - {name: b, kind: relu}
)");
  CHECK(network.layers()[0].inputs == std::vector<std::string>{"x"});
  CHECK(network.layers()[1].inputs == std::vector<std::string>{"a"});
}

TEST_CASE("sizes of a window are one integer for both axes or one for each", "[network][reader]") {
  const Layer layer = only_layer(parse(R"(
network: n
inputs: {x: [1, 4, 20, 30]}
layers:
  - {name: c, kind: conv2d, filters: 8, kernel: [3, 5], stride: 2, padding: [1, 2], padding_after: [0, 3], dilation: 2, groups: 4, bias: false}
)"));
  const Window window{{3, 5}, {2, 2}, {1, 2}, {0, 3}, {2, 2}};
  CHECK(std::get<Conv>(layer.attributes) == Conv{8, window, 4, false});
}

TEST_CASE("over signals a window has one axis", "[network][reader][A1]") {
  const Layer conv = only_layer(parse(R"(
network: n
inputs: {x: [1, 4, 30]}
layers: [{name: c, kind: conv1d, filters: 8, kernel: [5], padding: 2}]
)"));
  CHECK(std::get<Conv>(conv.attributes).window == Window{{1, 5}, {1, 1}, {0, 2}, {0, 2}, {1, 1}});
  const Layer pool = only_layer(parse(R"(
network: n
inputs: {x: [1, 4, 30]}
layers: [{name: p, kind: max_pool, kernel: 3}]
)"));
  CHECK(std::get<Pool>(pool.attributes).window == Window{{1, 3}, {1, 3}, {0, 0}, {0, 0}, {1, 1}});
}

TEST_CASE("padding goes to both sides and a pool steps by its kernel unless told otherwise", "[network][reader]") {
  const Layer layer = only_layer(parse(R"(
network: n
inputs: {x: [1, 4, 9, 9]}
layers: [{name: p, kind: avg_pool, kernel: 3, padding: 1}]
)"));
  CHECK(std::get<Pool>(layer.attributes).window == square(3, 3, 1));
}

TEST_CASE("defaults of the other kinds are the documented ones", "[network][reader]") {
  const Network network = parse(R"(
network: n
inputs: {x: [1, 8, 4, 4]}
layers:
  - {name: n1, kind: batch_norm}
  - {name: n2, kind: batch_norm, affine: false}
  - {name: gap, kind: adaptive_avg_pool}
  - {name: s, kind: slice, axis: 1, size: 4}
  - {name: f, kind: reshape, shape: [1, -1]}
  - {name: fc, kind: linear, features: 2}
  - {name: g, kind: gemm, m: 2, k: 3, n: 4}
  - {name: p, kind: parameter, shape: [4, 2]}
  - {name: m, kind: matmul, inputs: [g, p]}
)");
  CHECK(std::get<Plain>(network.layers()[0].attributes).affine);
  CHECK_FALSE(std::get<Plain>(network.layers()[1].attributes).affine);
  CHECK(std::get<AdaptivePool>(network.layers()[2].attributes) == AdaptivePool{{1, 1}});
  CHECK(std::get<Slice>(network.layers()[3].attributes) == Slice{1, 0, 4});
  CHECK(std::get<Linear>(network.layers()[5].attributes) == Linear{2, true});
  CHECK_FALSE(std::get<MatMul>(network.layers()[8].attributes).transpose_b);
  CHECK(network.shape("m") == Shape{2, 2});
}
