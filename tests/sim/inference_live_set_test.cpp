// What the reference keeps in memory: outputs until their last reader has run, and no longer.
#include <catch2/catch.hpp>
#include <random>

#include "tests/sim/inference_support.hpp"

using namespace systole;
using namespace systole::tests;

namespace {

/// The most elements alive at once, from the definition: output j is alive while layer i runs if j is written by then
/// and i, or a layer after it, reads it (or j is i).
std::int64_t live_set(const workloads::Network& network) {
  const auto& layers = network.layers();
  std::int64_t most = 0;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    std::int64_t alive = 0;
    for (std::size_t j = 0; j <= i; ++j) {
      bool kept = j == i;
      for (std::size_t reader = i; reader < layers.size(); ++reader)
        for (const std::string& input : layers[reader].inputs) kept = kept || input == layers[j].name;
      if (kept) alive += workloads::element_count(layers[j].output);
    }
    most = std::max(most, alive);
  }
  return most;
}

std::int64_t measured(const workloads::Network& network) {
  const models::OneThread one_thread;
  sim::FloatNetwork reference{network, sim::NetworkWeights::draw(network, 1)};
  const sim::DataSet data = sim::DataSet::draw(network, 1, 1);
  reference.run(data.sample(0), {});
  return reference.peak_elements();
}

/// Layers of random sizes that read random earlier ones; some outputs are read by nobody.
workloads::Network random_network(unsigned seed) {
  std::mt19937 engine{seed};
  const auto number = [&](std::size_t below) {
    return std::uniform_int_distribution<std::size_t>{0, below - 1}(engine);
  };
  std::vector<std::string> layers;
  std::vector<std::string> names{"x"};
  for (int i = 0; i < 12; ++i) {
    const std::string name = "l" + std::to_string(i);
    const std::string from = names[number(names.size())];
    switch (number(3)) {
      case 0:
        layers.push_back("name: " + name + ", kind: relu, inputs: [" + from + "]");
        break;
      case 1:
        layers.push_back("name: " + name + ", kind: add, inputs: [" + from + ", " + from + "]");
        break;
      default:
        layers.push_back("name: " + name + ", kind: concat, axis: 1, inputs: [" + from + ", " +
                         names[number(names.size())] + "]");
    }
    names.push_back(name);
  }
  return network_of("x: [1, 3]", layers);
}

}  // namespace

TEST_CASE("at most the live set is in memory", "[S13]") {
  for (unsigned seed = 1; seed <= 50; ++seed) {
    const workloads::Network network = random_network(seed);
    CAPTURE(workloads::to_yaml(network));
    CHECK(measured(network) == live_set(network));
  }
  for (const std::string name : {"signal_cnn_1d", "tiny_cnn_2d"}) {
    const workloads::Network network = workloads::read_network(sim::find_file(sim::Shelf::workloads, name));
    CHECK(measured(network) == live_set(network));
  }
  // Of three layers in a row two are alive: 32 x 32 x 32 elements of conv1 and as many of its batch norm.
  CHECK(measured(workloads::read_network(sim::find_file(sim::Shelf::workloads, "tiny_cnn_2d"))) == 2 * 32 * 1024);
}
