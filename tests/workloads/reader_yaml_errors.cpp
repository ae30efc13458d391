#include "tests/workloads/network_support.hpp"
#include "workloads/readers/network_yaml.hpp"

using namespace systole::workloads;

namespace {

/// The diagnostic of a file with one input x [1, 3, 8, 8] and the given lines below `layers:`.
Diagnostic layer_error(const std::string& layers) {
  return diagnostic(
      [&] { parse_network_yaml("network: n\ninputs: {x: [1, 3, 8, 8]}\nlayers:\n" + layers, "net.yaml"); });
}

Diagnostic file_error(const std::string& text) {
  return diagnostic([&] { parse_network_yaml(text, "net.yaml"); });
}

}  // namespace

TEST_CASE("an unknown key is an error with its place and the nearest name", "[network][reader]") {
  const Diagnostic error = layer_error("  - {name: c, kind: conv2d, filters: 8, kernal: 3}\n");
  CHECK(error.code == "N001");
  CHECK(error.place.line == 4);
  CHECK(error.place.column == 41);
  CHECK(error.message == "unknown key 'layers.c.kernal'");
  CHECK_THAT(error.hint, Catch::Contains("did you mean 'kernel'?") && Catch::Contains("known: name, kind, input"));
  CHECK(file_error("network: n\nlayer: []\n").code == "N001");
}

TEST_CASE("a key of another kind is unknown", "[network][reader]") {
  CHECK(layer_error("  - {name: r, kind: relu, filters: 8}\n").code == "N001");
  CHECK(layer_error("  - {name: g, kind: gemm, input: x, m: 1, k: 1, n: 1}\n").code == "N001");
}

TEST_CASE("a missing key is an error that names it", "[network][reader]") {
  const Diagnostic error = layer_error("  - {name: c, kind: conv2d, kernel: 3}\n");
  CHECK(error.code == "N002");
  CHECK(error.message == "missing key 'layers.c.filters'");
  CHECK(layer_error("  - {kind: relu}\n").code == "N002");
  CHECK(layer_error("  - {name: r}\n").code == "N002");
  CHECK(layer_error("  - {name: c, kind: conv2d, filters: 8}\n").code == "N002");
  CHECK(file_error("network: n\n").code == "N002");
  CHECK(file_error("layers: [{name: g, kind: gemm, m: 1, k: 1, n: 1}]\n").code == "N002");
}

TEST_CASE("a value of the wrong form is an error", "[network][reader]") {
  CHECK(layer_error("  - {name: c, kind: conv2d, filters: 8, kernel: [3, 3, 3]}\n").code == "N003");
  CHECK(layer_error("  - {name: f, kind: reshape, shape: 3}\n").code == "N003");
  CHECK(layer_error("  - relu\n").code == "N003");
  CHECK(layer_error("  - {name: r, kind: relu, inputs: x}\n").code == "N003");
  CHECK(layer_error("  - {name: r, kind: relu, input: x, inputs: [x]}\n").code == "N003");
  CHECK(file_error("- network\n").code == "N003");
  CHECK(file_error("network: n\ninputs: [x]\nlayers: []\n").code == "N003");
  CHECK(file_error("network: n\nlayers: {a: b}\n").code == "N003");
  CHECK(file_error("network: n\nlayers: none\n").code == "N003");
}

TEST_CASE("numbers out of range or no numbers are errors at their place", "[network][reader]") {
  for (const char* filters : {"0", "-1", "3.5", "eight", "010", "1e3", "[8]", "{a: 1}", "99999999999999999999"}) {
    const Diagnostic error =
        layer_error(std::string{"  - {name: c, kind: conv2d, kernel: 3, filters: "} + filters + "}\n");
    CHECK(error.place.line == 4);
    CHECK(error.place.column >= 49);
    CHECK_THAT(error.message, Catch::Contains("layers.c.filters"));
  }
}

TEST_CASE("layers that do not fit are an error at the layer with the shapes", "[network][reader]") {
  const Diagnostic error =
      layer_error("  - {name: r, kind: relu}\n  - {name: c, kind: conv2d, filters: 8, kernel: 9}\n");
  CHECK(error.code == "N004");
  CHECK(error.place.line == 5);
  CHECK_THAT(error.message, Catch::Contains("layer 'c' (conv2d of 1x3x8x8): its window of 9 taps"));
  CHECK(layer_error("  - {name: x, kind: relu}\n").code == "N004");
  CHECK(file_error("network: n\ninputs: {a b: [1]}\nlayers: []\n").code == "N004");
}

TEST_CASE("an unknown kind is an error with the nearest name", "[network][reader]") {
  const Diagnostic error = layer_error("  - {name: c, kind: conv2, filters: 8, kernel: 3}\n");
  CHECK(error.code == "N005");
  CHECK_THAT(error.hint, Catch::Contains("did you mean 'conv2d'?") || Catch::Contains("did you mean 'conv1d'?"));
  CHECK_THAT(layer_error("  - {name: c, kind: sofmax}\n").hint, Catch::Contains("did you mean 'softmax'?"));
}

TEST_CASE("a tensor that no layer above writes is an error with the nearest name", "[network][reader]") {
  const Diagnostic error =
      layer_error("  - {name: relu1, kind: relu}\n  - {name: s, kind: add, inputs: [relu1, rellu1]}\n");
  CHECK(error.code == "N006");
  CHECK(error.place.line == 5);
  CHECK_THAT(error.hint, Catch::Contains("did you mean 'relu1'?"));
  CHECK(layer_error("  - {name: a, kind: relu, input: b}\n  - {name: b, kind: relu}\n").code == "N006");
}

TEST_CASE("the first layer of a network with several inputs must say what it reads", "[network][reader]") {
  const Diagnostic error = file_error("network: n\ninputs: {a: [1], b: [1]}\nlayers: [{name: r, kind: relu}]\n");
  CHECK(error.code == "N002");
  CHECK_THAT(error.hint, Catch::Contains("this one has 2"));
}

TEST_CASE("a network has layers, or a generator, and not both", "[network][reader]") {
  CHECK(file_error("network: n\nlayers: []\n").code == "N007");
  CHECK(file_error("network: n\njit: {model: B/16}\nlayers: []\n").code == "N007");
}
