#include "tests/workloads/network_support.hpp"

using namespace systole::workloads;

TEST_CASE("pooling keeps batch and channels", "[network]") {
  CHECK(infer(LayerKind::max_pool, {{2, 96, 55, 55}}, Pool{square(3, 2)}) == Shape{2, 96, 27, 27});
  CHECK(infer(LayerKind::max_pool, {{1, 64, 112, 112}}, Pool{square(3, 2, 1)}) == Shape{1, 64, 56, 56});
  const Window signal{{1, 4}, {1, 4}, {0, 0}, {0, 0}, {1, 1}};
  CHECK(infer(LayerKind::avg_pool, {{1, 8, 30}}, Pool{signal}) == Shape{1, 8, 7});
}

TEST_CASE("a pool whose padding reaches its kernel is refused", "[network]") {
  CHECK_THAT(user_error([] {
               infer(LayerKind::max_pool, {{1, 1, 8, 8}}, Pool{square(2, 2, 2)});
             }),
             Catch::Contains("padding must be smaller than the kernel (2)"));
}

TEST_CASE("adaptive pooling gives the size that is asked for", "[network][A1][A2]") {
  CHECK(infer(LayerKind::adaptive_avg_pool, {{1, 64, 128}}) == Shape{1, 64, 1});
  CHECK(infer(LayerKind::adaptive_avg_pool, {{1, 64, 9, 9}}, AdaptivePool{{6, 3}}) == Shape{1, 64, 6, 3});
  CHECK_THAT(user_error([] {
               infer(LayerKind::adaptive_avg_pool, {{1, 64, 4, 4}}, AdaptivePool{{6, 6}});
             }),
             Catch::Contains("6 is larger than the input's 4"));
}
