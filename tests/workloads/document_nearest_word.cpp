#include "tests/workloads/document_support.hpp"

using systole::workloads::nearest;

namespace {

const std::vector<std::string> kKnown{"rows", "cols", "dataflow", "bandwidth", "ws", "os"};

}  // namespace

TEST_CASE("the nearest word is the one that a typo meant", "[CFG]") {
  CHECK(nearest("rosw", kKnown) == "rows");
  CHECK(nearest("colums", kKnown) == "cols");
  CHECK(nearest("data_flow", kKnown) == "dataflow");
  CHECK(nearest("bandwith", kKnown) == "bandwidth");
}

TEST_CASE("the marks between words do not matter to the nearest word", "[CFG]") {
  CHECK(nearest("tinycnn", {"alexnet", "tiny_cnn_2d", "vit_s"}) == "tiny_cnn_2d");
  CHECK(nearest("___", kKnown).empty());
}

TEST_CASE("case and missing endings do not matter to the nearest word", "[CFG]") {
  CHECK(nearest("ROWS", kKnown) == "rows");
  CHECK(nearest("WS", kKnown) == "ws");
  CHECK(nearest("band", kKnown) == "bandwidth");
}

TEST_CASE("a word that is near to none gets no suggestion", "[CFG]") {
  CHECK(nearest("voltage", kKnown).empty());
  CHECK(nearest("rs", kKnown).empty());
  CHECK(nearest("", kKnown).empty());
  CHECK(nearest("rows", {}).empty());
  CHECK(nearest(std::string(1000, 'r'), kKnown).empty());
}
