#include "tests/support/source_root.hpp"
#include "tests/workloads/network_support.hpp"
#include "workloads/readers/network_yaml.hpp"
#include "workloads/readers/scalesim_csv.hpp"

using namespace systole::workloads;

namespace {

const std::string kHeader =
    "Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, Strides,\n";

/// The rows of a network with input x of this shape and the given layers.
std::string rows(const std::string& shape, const std::string& layers) {
  const std::string csv = to_scalesim_csv(
      parse_network_yaml("network: n\ninputs: {x: " + shape + "}\nlayers: [" + layers + "]\n", "n.yaml"));
  REQUIRE_THAT(csv, Catch::StartsWith(kHeader));
  return csv.substr(kHeader.size());
}

}  // namespace

TEST_CASE("a padded convolution is written with its padding, so that the output keeps its size",
          "[reader][D1][T12][T13]") {
  const std::string row = rows("[1, 3, 32, 32]", "{name: c, kind: conv2d, filters: 32, kernel: 3, padding: 1}");
  CHECK(row == "c, 34, 34, 3, 3, 3, 32, 1,\n");
  CHECK(parse_scalesim_csv(kHeader + row, "n.csv", "n").shape("c") == Shape{1, 32, 32, 32});
}

TEST_CASE("padding that no window reaches is not written, or SCALE-Sim would round the output up",
          "[reader][D1][T12]") {
  const std::string row =
      rows("[1, 3, 224, 224]", "{name: c, kind: conv2d, filters: 64, kernel: 7, stride: 2, padding: 3}");
  CHECK(row == "c, 229, 229, 7, 7, 3, 64, 2,\n");
  CHECK(parse_scalesim_csv(kHeader + row, "n.csv", "n").shape("c") == Shape{1, 64, 112, 112});
}

TEST_CASE("a signal is an ifmap of one row", "[reader][D1][A1]") {
  CHECK(rows("[1, 16, 128]", "{name: c, kind: conv1d, filters: 32, kernel: 5, padding: 2}") ==
        "c, 1, 132, 1, 5, 16, 32, 1,\n");
}

TEST_CASE("beside convolutions a product is a 1x1 convolution", "[reader][D1]") {
  CHECK(rows("[1, 3, 8, 8]",
             "{name: c, kind: conv2d, filters: 4, kernel: 1}, {name: t, kind: reshape, shape: [1, 32, 8]}, "
             "{name: fc, kind: linear, features: 10}") == "c, 8, 8, 1, 1, 3, 4, 1,\nfc, 32, 1, 1, 1, 8, 10, 1,\n");
}

TEST_CASE("depthwise rows are marked DP and other groups are rows of their own", "[reader][D1]") {
  CHECK(rows("[1, 4, 8, 8]", "{name: c, kind: conv2d, filters: 8, kernel: 3, groups: 4}") ==
        "c_DP, 8, 8, 3, 3, 4, 2, 1,\n");
  CHECK(rows("[1, 4, 8, 8]", "{name: UPDP, kind: conv2d, filters: 8, kernel: 3, groups: 2}") ==
        "UPDp_g1, 8, 8, 3, 3, 2, 4, 1,\nUPDp_g2, 8, 8, 3, 3, 2, 4, 1,\n");
}

TEST_CASE("a network without convolutions is a GEMM file, a batched product a row each", "[reader][D1]") {
  Network network{"n"};
  network.add_input("q", {1, 2, 7, 5});
  network.add(layer("qk", LayerKind::matmul, {"q", "q"}, MatMul{true}));
  network.add(layer("fc", LayerKind::linear, {"q"}, Linear{3, true}));
  network.add(layer("g", LayerKind::gemm, {}, Gemm{8, 9, 10}));
  CHECK(to_scalesim_csv(network) == "Layer, M, N, K,\nqk_b1, 7, 7, 5,\nqk_b2, 7, 7, 5,\nfc, 14, 3, 5,\ng, 8, 10, 9,\n");
}

TEST_CASE("what the format cannot hold is refused with the layer's name", "[reader][D1]") {
  const auto error = [](const std::string& shape, const std::string& attributes) {
    return user_error([&] { rows(shape, "{name: odd, kind: conv2d, filters: 4, " + attributes + "}"); });
  };
  CHECK_THAT(error("[1, 4, 9, 9]", "kernel: 3, dilation: 2"), Catch::Contains("'odd'") && Catch::Contains("dilated"));
  CHECK_THAT(error("[1, 4, 9, 9]", "kernel: 3, stride: [1, 2]"), Catch::Contains("strides differ"));
  CHECK_THAT(error("[2, 4, 9, 9]", "kernel: 3"), Catch::Contains("batch is 2"));
}

TEST_CASE("a topology file survives being read and written", "[reader][D1]") {
  for (const char* name : {"alexnet", "gpt2", "vit_s_gemm", "mobilenet", "unet_bom", "deepbench_head"}) {
    const Network network =
        read_scalesim_csv(systole::tests::source_root() + "/tests/workloads/data/scalesim/" + name + ".csv");
    CHECK(parse_scalesim_csv(to_scalesim_csv(network), "back.csv", name) == network);
  }
}
