#include <limits>

#include "tests/workloads/network_support.hpp"

using namespace systole::workloads;

TEST_CASE("a division reads two tensors and broadcasts like an addition", "[network][Q10]") {
  CHECK(infer(LayerKind::div, {{1, 8, 4}, {1, 8, 1}}) == Shape{1, 8, 4});
  CHECK(infer(LayerKind::div, {{4}, {2, 3, 4}}) == Shape{2, 3, 4});
  CHECK_THAT(user_error([] { infer(LayerKind::div, {{1, 8}}); }), Catch::Contains("reads 2 tensor(s), but 1"));
  CHECK_THAT(user_error([] { infer(LayerKind::div, {{1, 8}, {1, 8}, {1, 8}}); }), Catch::Contains("but 3 are given"));
  CHECK_THAT(user_error([] { infer(LayerKind::div, {{1, 8}, {1, 5}}); }), Catch::Contains("do not broadcast"));
}

TEST_CASE("a mixed layer reads at least two tensors of exactly one shape", "[network][Q8]") {
  CHECK(infer(LayerKind::mixed, {{1, 8, 4, 4}, {1, 8, 4, 4}, {1, 8, 4, 4}}) == Shape{1, 8, 4, 4});
  CHECK_THAT(user_error([] { infer(LayerKind::mixed, {{1, 8}}); }), Catch::Contains("at least 2"));
  CHECK_THAT(user_error([] {
               infer(LayerKind::mixed, {{1, 8, 4}, {1, 8, 4}, {1, 8, 1}});
             }),
             Catch::Contains("input 3 is 1x8x1 and the first 1x8x4"));
}

TEST_CASE("a clamp keeps the shape and wants ordered, finite bounds", "[network][Q1]") {
  CHECK(infer(LayerKind::clamp, {{2, 3}}, Clamp{0, 6}) == Shape{2, 3});
  CHECK(infer(LayerKind::clamp, {{2, 3}}, Clamp{-1.5, -1.5}) == Shape{2, 3});
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  constexpr double kInf = std::numeric_limits<double>::infinity();
  for (const Clamp bad : {Clamp{6, 0}, Clamp{kNan, 6}, Clamp{0, kNan}, Clamp{-kInf, 0}, Clamp{0, 2e9}}) {
    CHECK_THAT(user_error([&] { infer(LayerKind::clamp, {{2, 3}}, bad); }), Catch::Contains("allowed is low <= high"));
  }
}

TEST_CASE("a zero has its input's shape, or that of every stride-th element", "[network][Q1]") {
  CHECK(infer(LayerKind::zero, {{7}}, Zero{}) == Shape{7});
  CHECK(infer(LayerKind::zero, {{1, 8, 5, 4}}, Zero{2}) == Shape{1, 8, 3, 2});
  CHECK(infer(LayerKind::zero, {{1, 8, 10}}, Zero{3}) == Shape{1, 8, 4});
  CHECK(infer(LayerKind::zero, {{1, 8, 2, 2}}, Zero{5}) == Shape{1, 8, 1, 1});
  CHECK_THAT(user_error([] { infer(LayerKind::zero, {{1, 8}}, Zero{2}); }), Catch::Contains("[N, C, H, W]"));
  CHECK_THAT(user_error([] { infer(LayerKind::zero, {{1, 8, 4, 4}}, Zero{0}); }), Catch::Contains("stride is 0"));
}

TEST_CASE("a strided zero writes what a pool or a skip of that stride writes", "[network][Q1]") {
  for (const std::int64_t size : {4, 7, 32, 33}) {
    CHECK(infer(LayerKind::zero, {{1, 8, size, size}}, Zero{2}) ==
          infer(LayerKind::max_pool, {{1, 8, size, size}}, Pool{square(3, 2, 1)}));
  }
}

TEST_CASE("identity, exp and tanh keep any shape and read one tensor", "[network][Q1]") {
  for (const LayerKind kind : {LayerKind::identity, LayerKind::exp, LayerKind::tanh}) {
    CHECK(infer(kind, {{5}}) == Shape{5});
    CHECK(infer(kind, {{1, 2, 3, 4, 5}}) == Shape{1, 2, 3, 4, 5});
    CHECK_THAT(user_error([&] { infer(kind, {{5}, {5}}); }), Catch::Contains("reads 1 tensor(s), but 2"));
  }
}

TEST_CASE("a network knows which layer writes a tensor", "[network]") {
  Network network{"test"};
  network.add_input("x", {4});
  network.add(layer("a", LayerKind::relu, {"x"}));
  network.add(layer("b", LayerKind::exp, {"a"}));
  CHECK(network.producer("x") == nullptr);
  REQUIRE(network.producer("b") != nullptr);
  CHECK(network.producer("b") == &network.layers()[1]);
  CHECK_THAT(user_error([&] { network.producer("c"); }), Catch::Contains("no tensor 'c'"));
}
