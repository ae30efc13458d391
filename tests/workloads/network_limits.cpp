#include <cstdint>
#include <limits>

#include "tests/workloads/network_support.hpp"
#include "workloads/network/limits.hpp"

using namespace systole::workloads;

namespace {

constexpr std::int64_t kHuge = std::numeric_limits<std::int64_t>::max();

}  // namespace

TEST_CASE("a tensor has at most 2^46 elements", "[network]") {
  Network network{"test"};
  network.add_input("x", {1 << 23, 1 << 23});
  CHECK_THROWS_AS(network.add_input("y", {1 << 23, (1 << 23) + 1}), systole::models::UserError);
  CHECK_THROWS_AS(network.add_input("y", {kHuge, kHuge, kHuge}), systole::models::UserError);
  CHECK_THROWS_AS(element_count({kHuge, 2}), systole::models::UserError);
  CHECK(element_count({1 << 23, 1 << 23}) == std::int64_t{1} << 46);
}

TEST_CASE("absurd attributes are refused and never overflow", "[network]") {
  const std::vector<std::pair<LayerKind, Attributes>> absurd{
      {LayerKind::conv2d, Conv{kHuge, square(1), 1, true}},
      {LayerKind::conv2d, Conv{8, square(kHuge), 1, true}},
      {LayerKind::conv2d, Conv{8, square(1, kHuge), 1, true}},
      {LayerKind::conv2d, Conv{8, square(1, 1, kHuge), 1, true}},
      {LayerKind::conv2d, Conv{8, square(2, 1, 0, kHuge), 1, true}},
      {LayerKind::conv2d, Conv{8, square(1), 0, true}},
      {LayerKind::conv2d, Conv{8, square(0), 1, true}},
      {LayerKind::conv2d, Conv{8, square(1, 0), 1, true}},
      {LayerKind::conv2d, Conv{8, square(1, 1, -1), 1, true}},
      {LayerKind::linear, Linear{kHuge, true}},
      {LayerKind::linear, Linear{-1, true}},
      {LayerKind::slice, Slice{1, kHuge, 1}},
      {LayerKind::slice, Slice{1, 0, kHuge}},
      {LayerKind::reshape, Reshape{{kHuge, kHuge}}},
      {LayerKind::reshape, Reshape{{kHuge, -1}}},
      {LayerKind::patchify, Patchify{kHuge}},
      {LayerKind::adaptive_avg_pool, AdaptivePool{{kHuge, kHuge}}},
  };
  for (const auto& [kind, attributes] : absurd) {
    CHECK_THROWS_AS(infer(kind, {{1, 3, 8, 8}}, attributes), systole::models::UserError);
  }
  CHECK_THROWS_AS(infer(LayerKind::gemm, {}, Gemm{kHuge, kHuge, kHuge}), systole::models::UserError);
  CHECK_THROWS_AS(infer(LayerKind::embedding, {{4}}, Embedding{kHuge, kHuge}), systole::models::UserError);
}

TEST_CASE("a layer with more than 2^53 multiply-accumulates is refused", "[network]") {
  const std::int64_t edge = std::int64_t{1} << 18;
  CHECK_THAT(user_error([&] {
               infer(LayerKind::gemm, {}, Gemm{edge, edge, edge});
             }),
             Catch::Contains("multiply-accumulates exceed the limit"));
  CHECK(infer(LayerKind::gemm, {}, Gemm{edge, edge / 2, edge}) == Shape{edge, edge});
}

TEST_CASE("the sum over a network stays within the same limit", "[network]") {
  const std::int64_t edge = std::int64_t{1} << 18;
  Network network{"test"};
  network.add(layer("a", LayerKind::gemm, {}, Gemm{edge, edge / 2, edge}));
  CHECK(mac_count(network) == kMaxMacs);
  CHECK_THAT(user_error([&] {
               network.add(layer("b", LayerKind::gemm, {}, Gemm{1, 1, 1}));
             }),
             Catch::Contains("with it the network has more than"));
}

TEST_CASE("forwards are positive and bounded", "[network][J27]") {
  Network network{"test"};
  network.set_forwards(198);
  CHECK(network.forwards() == 198);
  CHECK_THROWS_AS(network.set_forwards(0), systole::models::UserError);
  CHECK_THROWS_AS(network.set_forwards(kHuge), systole::models::UserError);
}
