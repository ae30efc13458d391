#include <catch2/catch.hpp>
#include <set>

#include "models/dataflow/window.hpp"
#include "tests/support/random_layers.hpp"

using namespace systole::models;

TEST_CASE("the pixels that a run of outputs touches are those that marking them finds", "[D1]") {
  systole::tests::RandomCases random{3};
  for (int i = 0; i < 20000; ++i) {
    WindowAxis axis;
    axis.kernel = random.number(1, 6);
    axis.stride = random.number(1, 5);
    axis.dilation = random.number(1, 4);
    axis.pad_before = random.number(0, 6);
    axis.in = random.number(1, 40);
    axis.out = random.number(1, 12);
    const std::int64_t begin = random.number(0, axis.out - 1);
    const std::int64_t count = random.number(1, axis.out - begin);
    std::set<std::int64_t> marked;
    bool padding = false;
    for (std::int64_t y = begin; y < begin + count; ++y) {
      for (std::int64_t t = 0; t < axis.kernel; ++t) {
        const std::int64_t x = y * axis.stride + t * axis.dilation - axis.pad_before;
        if (x >= 0 && x < axis.in) {
          marked.insert(x);
        } else {
          padding = true;
        }
      }
    }
    CAPTURE(axis.in, axis.out, axis.kernel, axis.stride, axis.dilation, axis.pad_before, begin, count);
    CHECK(axis.touched(begin, count) == static_cast<std::int64_t>(marked.size()));
    CHECK(axis.interior(begin, count) == !padding);
  }
}

TEST_CASE("a 1x1 convolution of stride 2 fetches a quarter of the pixels", "[D1]") {
  const WindowAxis axis{56, 28, 1, 2, 1, 0};
  CHECK(axis.touched(0, 28) == 28);
}

TEST_CASE("neighbouring tiles of a 3x3 convolution share a halo of two rows, and padding is not fetched", "[D1]") {
  const WindowAxis axis{32, 32, 3, 1, 1, 1};
  CHECK(axis.touched(0, 32) == 32);
  CHECK(axis.touched(0, 16) == 17);
  CHECK(axis.touched(16, 16) == 17);
  CHECK(axis.touched(8, 8) == 10);
}
