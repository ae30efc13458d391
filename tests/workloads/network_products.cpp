#include "tests/workloads/network_support.hpp"

using namespace systole::workloads;

TEST_CASE("linear works on the last axis", "[network]") {
  CHECK(infer(LayerKind::linear, {{2, 64}}, Linear{5, true}) == Shape{2, 5});
  CHECK(infer(LayerKind::linear, {{1, 197, 384}}, Linear{1152, true}) == Shape{1, 197, 1152});
  CHECK_THAT(user_error([] { infer(LayerKind::linear, {{64}}, Linear{5, true}); }), Catch::Contains("batch axis"));
}

TEST_CASE("a bare gemm reads nothing and writes M x N", "[network][D1]") {
  CHECK(infer(LayerKind::gemm, {}, Gemm{196, 384, 192}) == Shape{196, 192});
  CHECK_THAT(user_error([] { infer(LayerKind::gemm, {{1, 4}}, Gemm{1, 2, 3}); }), Catch::Contains("reads no tensor"));
}

TEST_CASE("matmul multiplies the last two axes and keeps the others", "[network][J26]") {
  const Shape queries{1, 12, 256, 64};
  CHECK(infer(LayerKind::matmul, {queries, queries}, MatMul{true}) == Shape{1, 12, 256, 256});
  CHECK(infer(LayerKind::matmul, {{1, 12, 256, 256}, queries}, MatMul{false}) == queries);
  CHECK(infer(LayerKind::matmul, {{2, 3}, {3, 5}}) == Shape{2, 5});
}

TEST_CASE("operands of a matmul that do not fit are refused with both shapes", "[network]") {
  const std::string inner = user_error([] { infer(LayerKind::matmul, {{2, 3}, {4, 5}}); });
  CHECK_THAT(inner, Catch::Contains("2x3, 4x5") && Catch::Contains("inner sizes 3 and 4 differ"));
  CHECK_THAT(user_error([] {
               infer(LayerKind::matmul, {{1, 2, 3}, {2, 3, 4}});
             }),
             Catch::Contains("before the last two"));
  CHECK_THAT(user_error([] { infer(LayerKind::matmul, {{1, 2, 3}, {3, 4}}); }), Catch::Contains("same number of axes"));
  CHECK_THAT(user_error([] { infer(LayerKind::matmul, {{2, 3}}); }), Catch::Contains("reads 2 tensor(s), but 1"));
}

TEST_CASE("an embedding appends its features to the indices", "[network][J26]") {
  CHECK(infer(LayerKind::embedding, {{4}}, Embedding{1001, 768}) == Shape{4, 768});
  CHECK(infer(LayerKind::embedding, {{4, 7}}, Embedding{10, 3}) == Shape{4, 7, 3});
  CHECK_THAT(user_error([] {
               infer(LayerKind::embedding, {{4, 7, 2}}, Embedding{10, 3});
             }),
             Catch::Contains("indices"));
}

TEST_CASE("a parameter has the shape it is given", "[network][J26]") {
  CHECK(infer(LayerKind::parameter, {}, Parameter{{256, 768}}) == Shape{256, 768});
  CHECK_THROWS_AS(infer(LayerKind::parameter, {}, Parameter{{}}), systole::models::UserError);
  CHECK_THROWS_AS(infer(LayerKind::parameter, {}, Parameter{{4, 0}}), systole::models::UserError);
}
