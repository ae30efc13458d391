#include "tests/workloads/network_support.hpp"

using namespace systole::workloads;

TEST_CASE("an error of a layer names the layer, its kind and the shapes it reads", "[network]") {
  Network network{"test"};
  network.add_input("x", {1, 3, 32, 32});
  CHECK(user_error([&] { network.add(layer("fc", LayerKind::conv1d, {"x"})); }) ==
        "layer 'fc' (conv1d of 1x3x32x32): it needs 3 axes [N, C, L], but its input has 4");
}

TEST_CASE("an unknown input is refused with the nearest name", "[network]") {
  Network network{"test"};
  network.add_input("image", {1, 3, 32, 32});
  CHECK_THAT(user_error([&] { network.add(layer("r", LayerKind::relu, {"imago"})); }),
             Catch::Contains("no tensor 'imago'; did you mean 'image'?"));
  CHECK_THAT(user_error([&] { network.shape("imag"); }), Catch::Contains("did you mean 'image'?"));
}

TEST_CASE("names of layers and network inputs are unique", "[network]") {
  Network network{"test"};
  network.add_input("x", {1, 4});
  network.add(layer("r", LayerKind::relu, {"x"}));
  CHECK_THAT(user_error([&] { network.add(layer("r", LayerKind::relu, {"x"})); }), Catch::Contains("'r'"));
  CHECK_THAT(user_error([&] { network.add(layer("x", LayerKind::relu, {"x"})); }), Catch::Contains("name is taken"));
  CHECK_THAT(user_error([&] { network.add_input("r", {1}); }), Catch::Contains("'r' is declared twice"));
}

TEST_CASE("names hold letters, digits and a few marks", "[network]") {
  Network network{"test"};
  network.add_input("model/block0.x:0", {1, 4});
  for (const char* bad : {"", "a b", "a,b", "a*", "\"a\"", "a\n", "\xC3\xA4"}) {
    CHECK_THROWS_AS(network.add_input(bad, {1, 4}), systole::models::UserError);
  }
  CHECK_THROWS_AS(network.add_input(std::string(201, 'a'), {1, 4}), systole::models::UserError);
}

TEST_CASE("a layer that is refused leaves the network as it was", "[network]") {
  Network network{"test"};
  network.add_input("x", {1, 4});
  const Network before = network;
  CHECK_THROWS_AS(network.add(layer("m", LayerKind::matmul, {"x", "x"})), systole::models::UserError);
  CHECK_THROWS_AS(network.add_input("x", {2}), systole::models::UserError);
  CHECK(network == before);
  CHECK_FALSE(network.has("m"));
}

TEST_CASE("network inputs have positive sizes", "[network]") {
  Network network{"test"};
  CHECK_THAT(user_error([&] { network.add_input("x", {1, 0}); }), Catch::Contains("'x'") && Catch::Contains("1x0"));
  CHECK_THROWS_AS(network.add_input("x", {1, -3}), systole::models::UserError);
  CHECK_THROWS_AS(network.add_input("x", {}), systole::models::UserError);
  CHECK_THROWS_AS(network.add_input("x", Shape(9, 1)), systole::models::UserError);
}
