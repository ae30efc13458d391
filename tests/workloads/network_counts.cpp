#include "tests/workloads/network_support.hpp"

using namespace systole::workloads;

namespace {

struct Counts {
  std::int64_t parameters;
  std::int64_t macs;
  bool operator==(const Counts&) const = default;
};

Counts counts(LayerKind kind, const std::vector<Shape>& shapes, Attributes attributes) {
  Network network{"test"};
  std::vector<std::string> inputs;
  for (const Shape& shape : shapes) {
    inputs.push_back("x" + std::to_string(inputs.size()));
    network.add_input(inputs.back(), shape);
  }
  const Layer& added = network.add(layer("y", kind, inputs, std::move(attributes)));
  CHECK(parameter_count(network, added) == parameter_count(network));
  CHECK(mac_count(network, added) == mac_count(network));
  return {parameter_count(network), mac_count(network)};
}

}  // namespace

TEST_CASE("a convolution has filters x channels x taps weights and multiplies them at every output", "[network][T5]") {
  // TinyCNN2D conv1: 1,769,472 FLOP are two a multiply-accumulate (A2).
  CHECK(counts(LayerKind::conv2d, {{1, 3, 32, 32}}, Conv{32, square(3, 1, 1), 1, true}) == Counts{896, 1769472 / 2});
  CHECK(counts(LayerKind::conv2d, {{1, 3, 32, 32}}, Conv{32, square(3, 1, 1), 1, false}) == Counts{864, 884736});
  // Groups divide both; a batch multiplies the work only.
  CHECK(counts(LayerKind::conv2d, {{1, 96, 27, 27}}, Conv{256, square(5, 1, 2), 2, true}) ==
        Counts{256 * 48 * 25 + 256, 27LL * 27 * 256 * 48 * 25});
  CHECK(counts(LayerKind::conv2d, {{4, 32, 8, 8}}, Conv{32, square(3, 1, 1), 32, false}) ==
        Counts{32 * 9, 4LL * 64 * 32 * 9});
}

TEST_CASE("products count M x K x N", "[network][D1]") {
  CHECK(counts(LayerKind::linear, {{1, 197, 384}}, Linear{1152, true}) ==
        Counts{384 * 1152 + 1152, 197LL * 384 * 1152});
  CHECK(counts(LayerKind::linear, {{2, 64}}, Linear{5, false}) == Counts{320, 640});
  CHECK(counts(LayerKind::gemm, {}, Gemm{7, 11, 13}) == Counts{0, 7 * 11 * 13});
  CHECK(counts(LayerKind::matmul, {{1, 12, 288, 64}, {1, 12, 288, 64}}, MatMul{true}) ==
        Counts{0, 12LL * 288 * 64 * 288});
}

TEST_CASE("norms have learned scales unless they are not affine", "[network]") {
  CHECK(counts(LayerKind::layer_norm, {{1, 197, 384}}, Plain{}) == Counts{768, 0});
  CHECK(counts(LayerKind::rms_norm, {{1, 256, 768}}, Plain{}) == Counts{768, 0});
  CHECK(counts(LayerKind::batch_norm, {{1, 32, 16, 16}}, Plain{}) == Counts{64, 0});
  for (const LayerKind kind : {LayerKind::layer_norm, LayerKind::rms_norm, LayerKind::batch_norm}) {
    CHECK(counts(kind, {{1, 32, 16, 16}}, Plain{false}) == Counts{0, 0});
  }
}

TEST_CASE("tables and learned tensors count their elements", "[network][J26]") {
  CHECK(counts(LayerKind::embedding, {{1}}, Embedding{1001, 768}) == Counts{768768, 0});
  CHECK(counts(LayerKind::parameter, {}, Parameter{{256, 768}}) == Counts{196608, 0});
}

TEST_CASE("what only moves or bends data has neither parameters nor products", "[network]") {
  CHECK(counts(LayerKind::relu, {{1, 8}}, Plain{}) == Counts{0, 0});
  CHECK(counts(LayerKind::softmax, {{1, 8}}, Plain{}) == Counts{0, 0});
  CHECK(counts(LayerKind::mul, {{1, 8}, {1, 8}}, Plain{}) == Counts{0, 0});
  CHECK(counts(LayerKind::avg_pool, {{1, 8, 8, 8}}, Pool{square(2, 2)}) == Counts{0, 0});
  CHECK(counts(LayerKind::div, {{1, 8}, {1, 8}}, Plain{}) == Counts{0, 0});
  CHECK(counts(LayerKind::clamp, {{1, 8}}, Clamp{}) == Counts{0, 0});
  CHECK(counts(LayerKind::zero, {{1, 8}}, Zero{}) == Counts{0, 0});
  CHECK(counts(LayerKind::identity, {{1, 8}}, Plain{}) == Counts{0, 0});
  // DARTS does not count the architecture weights among a network's parameters.
  CHECK(counts(LayerKind::mixed, {{1, 8}, {1, 8}, {1, 8}}, Plain{}) == Counts{0, 0});
  CHECK(counts(LayerKind::concat, {{1, 8}, {1, 8}}, Concat{1}) == Counts{0, 0});
}
