#include <rapidcheck.h>

#include "tests/workloads/network_support.hpp"

using namespace systole::workloads;

namespace {

/// Counts window positions one by one.
std::int64_t positions(std::int64_t in, std::int64_t before, std::int64_t after, std::int64_t kernel,
                       std::int64_t stride, std::int64_t dilation) {
  std::int64_t count = 0;
  for (std::int64_t first = -before; first + dilation * (kernel - 1) < in + after; first += stride) {
    ++count;
  }
  return count;
}

}  // namespace

TEST_CASE("a window has as many outputs as positions in the padded input", "[network][H]") {
  CHECK(rc::check([] {
    const auto in = *rc::gen::inRange<std::int64_t>(1, 40);
    const auto kernel = *rc::gen::inRange<std::int64_t>(1, 8);
    const auto stride = *rc::gen::inRange<std::int64_t>(1, 5);
    const auto dilation = *rc::gen::inRange<std::int64_t>(1, 4);
    const auto before = *rc::gen::inRange<std::int64_t>(0, 5);
    const auto after = *rc::gen::inRange<std::int64_t>(0, 5);
    const Window window{{1, kernel}, {1, stride}, {0, before}, {0, after}, {1, dilation}};
    RC_ASSERT(window.output_size(1, in) == positions(in, before, after, kernel, stride, dilation));
  }));
}

TEST_CASE("a conv2d maps [N, C, H, W] to [N, filters, Ho, Wo]", "[network][A2]") {
  CHECK(infer(LayerKind::conv2d, {{2, 3, 227, 227}}, Conv{96, square(11, 4), 1, true}) == Shape{2, 96, 55, 55});
  CHECK(infer(LayerKind::conv2d, {{1, 3, 224, 224}}, Conv{64, square(7, 2, 3), 1, false}) == Shape{1, 64, 112, 112});
  const Window wide{{3, 5}, {1, 2}, {1, 0}, {1, 0}, {1, 1}};
  CHECK(infer(LayerKind::conv2d, {{1, 4, 10, 21}}, Conv{8, wide, 2, true}) == Shape{1, 8, 10, 9});
  CHECK(infer(LayerKind::conv2d, {{1, 4, 10, 10}}, Conv{8, square(3, 1, 0, 3), 1, true}) == Shape{1, 8, 4, 4});
}

TEST_CASE("a conv1d slides over the last axis with axis 1 of its window", "[network][A1]") {
  const Window window{{1, 5}, {1, 1}, {0, 2}, {0, 2}, {1, 1}};
  CHECK(infer(LayerKind::conv1d, {{2, 16, 128}}, Conv{32, window, 1, true}) == Shape{2, 32, 128});
  const std::string error = user_error([] { infer(LayerKind::conv1d, {{1, 16, 128}}, Conv{32, square(3), 1, true}); });
  CHECK_THAT(error, Catch::Contains("one axis to slide over"));
}

TEST_CASE("groups that do not divide channels and filters are refused with both numbers", "[network]") {
  const std::string error = user_error([] { infer(LayerKind::conv2d, {{1, 6, 8, 8}}, Conv{8, square(3), 3, true}); });
  CHECK_THAT(error, Catch::Contains("groups (3)") && Catch::Contains("channels (6)") && Catch::Contains("filters (8)"));
}

TEST_CASE("a window larger than the padded input is refused", "[network]") {
  const std::string error = user_error([] {
    infer(LayerKind::conv2d, {{1, 3, 4, 4}}, Conv{8, square(7, 1, 1), 1, true});
  });
  CHECK_THAT(error, Catch::Contains("window of 7 taps") && Catch::Contains("1x3x4x4"));
}

TEST_CASE("a convolution of the wrong number of axes is refused", "[network]") {
  CHECK_THAT(user_error([] { infer(LayerKind::conv2d, {{1, 3, 32}}, Conv{}); }), Catch::Contains("[N, C, H, W]"));
  CHECK_THAT(user_error([] { infer(LayerKind::conv1d, {{1, 3, 32, 32}}, Conv{}); }), Catch::Contains("[N, C, L]"));
}
