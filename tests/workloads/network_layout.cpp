#include "tests/workloads/network_support.hpp"

using namespace systole::workloads;

TEST_CASE("concat adds up one axis", "[network][J26]") {
  CHECK(infer(LayerKind::concat, {{1, 32, 768}, {1, 256, 768}}, Concat{1}) == Shape{1, 288, 768});
  CHECK(infer(LayerKind::concat, {{1, 2}, {1, 3}, {1, 4}}, Concat{1}) == Shape{1, 9});
  CHECK_THAT(user_error([] {
               infer(LayerKind::concat, {{1, 2, 3}, {1, 2, 4}}, Concat{1});
             }),
             Catch::Contains("all axes but axis 1"));
  CHECK_THAT(user_error([] {
               infer(LayerKind::concat, {{1, 2}, {1, 2, 4}}, Concat{1});
             }),
             Catch::Contains("same number of axes"));
  CHECK_THAT(user_error([] {
               infer(LayerKind::concat, {{1, 2}}, Concat{2});
             }),
             Catch::Contains("axis 2 does not exist"));
}

TEST_CASE("slice takes a range of one axis", "[network][J17]") {
  CHECK(infer(LayerKind::slice, {{1, 256, 4096}}, Slice{2, 2048, 2048}) == Shape{1, 256, 2048});
  CHECK_THAT(user_error([] {
               infer(LayerKind::slice, {{1, 256, 4096}}, Slice{2, 2049, 2048});
             }),
             Catch::Contains("begin 2049 and size 2048 leave axis 2 of size 4096"));
  CHECK_THROWS_AS(infer(LayerKind::slice, {{1, 4}}, Slice{1, -1, 2}), systole::models::UserError);
  CHECK_THROWS_AS(infer(LayerKind::slice, {{1, 4}}, Slice{1, 0, 0}), systole::models::UserError);
}

TEST_CASE("reshape keeps the elements and fills in one size", "[network][A1]") {
  CHECK(infer(LayerKind::reshape, {{2, 64, 1}}, Reshape{{-1, 64}}) == Shape{2, 64});
  CHECK(infer(LayerKind::reshape, {{1, 256, 2304}}, Reshape{{1, 256, 36, 64}}) == Shape{1, 256, 36, 64});
  CHECK_THAT(user_error([] { infer(LayerKind::reshape, {{2, 3}}, Reshape{{-1, 4}}); }), Catch::Contains("groups of 4"));
  CHECK_THAT(user_error([] {
               infer(LayerKind::reshape, {{2, 3}}, Reshape{{-1, -1}});
             }),
             Catch::Contains("at most one"));
  CHECK_THAT(user_error([] {
               infer(LayerKind::reshape, {{2, 3}}, Reshape{{7}});
             }),
             Catch::Contains("7 has 7 elements"));
  CHECK_THROWS_AS(infer(LayerKind::reshape, {{2, 3}}, Reshape{{0, 6}}), systole::models::UserError);
  CHECK_THROWS_AS(infer(LayerKind::reshape, {{1}}, Reshape{{}}), systole::models::UserError);
}

TEST_CASE("transpose permutes axes", "[network][J26]") {
  CHECK(infer(LayerKind::transpose, {{1, 256, 36, 64}}, Transpose{{0, 2, 1, 3}}) == Shape{1, 36, 256, 64});
  for (const std::vector<std::int64_t>& axes : {std::vector<std::int64_t>{0}, {0, 0}, {0, 2}, {-1, 0}, {0, 1, 2}}) {
    CHECK_THAT(user_error([&] {
                 infer(LayerKind::transpose, {{2, 3}}, Transpose{axes});
               }),
               Catch::Contains("each of the input's 2 axes once"));
  }
}

TEST_CASE("patchify turns an image into tokens", "[network][J26]") {
  CHECK(infer(LayerKind::patchify, {{2, 3, 256, 256}}, Patchify{16}) == Shape{2, 256, 768});
  CHECK(infer(LayerKind::patchify, {{1, 3, 64, 32}}, Patchify{8}) == Shape{1, 32, 192});
  CHECK_THAT(user_error([] {
               infer(LayerKind::patchify, {{1, 3, 64, 30}}, Patchify{8});
             }),
             Catch::Contains("patch (8) must divide height (64) and width (30)"));
}
