#include <set>

#include "tests/workloads/network_support.hpp"

using namespace systole::workloads;

TEST_CASE("every layer kind has a name of its own", "[network]") {
  std::set<std::string_view> names;
  for (const LayerKind kind : all_layer_kinds()) {
    names.insert(kind_name(kind));
  }
  CHECK(names.size() == all_layer_kinds().size());
  CHECK(kind_name(LayerKind::conv1d) == "conv1d");
  CHECK(kind_name(LayerKind::adaptive_avg_pool) == "adaptive_avg_pool");
  CHECK(kind_name(LayerKind::rope) == "rope");
  CHECK(kind_name(LayerKind::mixed) == "mixed");
  CHECK(kind_name(LayerKind::zero) == "zero");
  CHECK(kind_name(LayerKind::parameter) == "parameter");
}

TEST_CASE("a layer that carries another kind's attributes is a fault of the program", "[network]") {
  Network network{"test"};
  network.add_input("x", {1, 4});
  CHECK_THROWS_AS(network.add(layer("y", LayerKind::linear, {"x"}, Conv{})), systole::models::ModelError);
}
