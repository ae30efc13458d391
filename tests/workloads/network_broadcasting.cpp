#include "tests/workloads/network_support.hpp"

using namespace systole::workloads;

TEST_CASE("add and mul broadcast their inputs like numpy", "[network]") {
  for (const LayerKind kind : {LayerKind::add, LayerKind::mul}) {
    CHECK(infer(kind, {{2, 3, 4}, {2, 3, 4}}) == Shape{2, 3, 4});
    CHECK(infer(kind, {{2, 256, 768}, {2, 1, 768}}) == Shape{2, 256, 768});
    CHECK(infer(kind, {{256, 768}, {2, 256, 768}}) == Shape{2, 256, 768});
    CHECK(infer(kind, {{2, 1, 4}, {3, 1}}) == Shape{2, 3, 4});
    CHECK(infer(kind, {{1, 4}, {5, 1}, {2, 1, 1}}) == Shape{2, 5, 4});
  }
}

TEST_CASE("shapes that do not broadcast are refused with the sizes that meet", "[network]") {
  const std::string error = user_error([] { infer(LayerKind::add, {{1, 64, 8, 8}, {1, 32, 8, 8}}); });
  CHECK_THAT(error, Catch::Contains("1x64x8x8") && Catch::Contains("1x32x8x8") && Catch::Contains("64 and 32 meet"));
}

TEST_CASE("an element-wise sum of one tensor is refused", "[network]") {
  CHECK_THAT(user_error([] { infer(LayerKind::add, {{1, 4}}); }), Catch::Contains("at least 2"));
}

TEST_CASE("activations and norms keep the shape", "[network]") {
  for (const LayerKind kind :
       {LayerKind::relu, LayerKind::silu, LayerKind::gelu, LayerKind::sigmoid, LayerKind::softmax,
        LayerKind::layer_norm, LayerKind::rms_norm, LayerKind::batch_norm, LayerKind::rope}) {
    CHECK(infer(kind, {{2, 12, 256, 64}}) == Shape{2, 12, 256, 64});
  }
}

TEST_CASE("rope needs pairs of features and batch_norm needs channels", "[network]") {
  CHECK_THAT(user_error([] { infer(LayerKind::rope, {{2, 12, 7}}); }), Catch::Contains("even number of features"));
  CHECK_THAT(user_error([] { infer(LayerKind::batch_norm, {{7}}); }), Catch::Contains("channel axis"));
}
