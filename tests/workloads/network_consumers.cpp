#include "tests/workloads/network_support.hpp"

using namespace systole::workloads;

TEST_CASE("consumers lists the readers of every layer once and in order", "[network]") {
  Network network{"test"};
  network.add_input("x", {1, 4});
  network.add(layer("a", LayerKind::relu, {"x"}));
  network.add(layer("b", LayerKind::relu, {"a"}));
  network.add(layer("square", LayerKind::mul, {"a", "a"}));
  network.add(layer("sum", LayerKind::add, {"b", "square", "x"}));
  using Readers = std::vector<std::vector<std::size_t>>;
  CHECK(network.consumers() == Readers{{1, 2}, {3}, {3}, {}});
}
