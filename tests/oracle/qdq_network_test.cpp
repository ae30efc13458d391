// A quantised network of our integer functions beside ONNX Runtime's run of the same network in its QDQ form: quantise
// and dequantise pairs around float operators, which its graph passes turn into operators on codes, or not.
#include "tests/oracle/qdq_network.hpp"

#include <catch2/catch.hpp>

#include "models/numerics/quantize/quantize_values.hpp"

using namespace systole::models;
using namespace systole::tests;
using systole::workloads::integers;
using systole::workloads::reals;

namespace {

/// Of the codes of every tensor.
std::map<std::string, Agreement> agreements(const std::vector<QdqNetwork>& networks, bool optimized) {
  std::vector<OnnxCase> models;
  for (const auto& network : networks) models.push_back(qdq_model(network, optimized));
  const auto results = run_onnx(models);
  std::map<std::string, Agreement> agreements;
  for (std::size_t i = 0; i < networks.size(); ++i) {
    for (const auto& [name, codes] : our_codes(networks[i])) {
      const std::vector<std::int64_t> theirs = integers(results[i].at(name + "_q"));
      REQUIRE(theirs.size() == codes.size());
      for (std::size_t e = 0; e < codes.size(); ++e) agreements[name].add(codes[e], theirs[e]);
    }
  }
  return agreements;
}

}  // namespace

// Measured: none of 148,864 codes differ, with passes over the graph or without.
TEST_CASE("networks of our integer functions have the codes of their QDQ form in ONNX Runtime", "[S19][Q15][T25]") {
  CodeRandom random{81};
  const std::vector<QdqNetwork> networks = random_qdq_networks(random, 4, Scales::random);
  for (const bool optimized : {false, true})
    for (const auto& [name, agreement] : agreements(networks, optimized)) {
      CAPTURE(optimized, name, agreement.codes, agreement.different);
      CHECK(agreement.worst <= 1);
      CHECK(agreement.share() < 1e-3);
    }
}

// Float arithmetic is exact there. Fused, its addition adds an odd zero point before it rounds ties (QLinearAdd), and
// what comes after differs with it. Measured: 9,044 of 49,152 sums by one step, 113 of 768 means by one and 135 of 640
// logits by up to four.
TEST_CASE("networks whose scales are powers of two have the codes of their QDQ form, but for ties of fused additions",
          "[S19][Q15][T25]") {
  CodeRandom random{82};
  const std::vector<QdqNetwork> networks = random_qdq_networks(random, 4, Scales::powers_of_two);
  for (const auto& [name, agreement] : agreements(networks, false)) {
    CAPTURE(name, agreement.codes);
    CHECK(agreement.different == 0);
  }
  for (const auto& [name, agreement] : agreements(networks, true)) {
    CAPTURE(name, agreement.codes, agreement.different, agreement.worst);
    if (name == "relu" || name == "conv") CHECK(agreement.different == 0);
    if (name == "sum") CHECK(agreement.worst <= 1);
  }
}

// Each layer has the quantised float results before it as its operands; over a whole network errors would add up.
// Measured: 4 of 640 logits, 286 of 49,152 codes of the first convolution and none of the others are further off.
TEST_CASE("codes of a layer are within a step of its float results for 95 % and more", "[C7][Q1][Q15][T25]") {
  CodeRandom random{83};
  const std::vector<QdqNetwork> networks = random_qdq_networks(random, 4, Scales::random);
  std::vector<OnnxCase> models;
  for (const auto& network : networks) models.push_back(float_model(network));
  const auto results = run_onnx(models);
  std::map<std::string, Agreement> within_a_step;  // what is further counts as different
  for (std::size_t i = 0; i < networks.size(); ++i) {
    TensorCodes of_floats;
    for (const auto& [name, tensor] : results[i]) {
      const std::vector<double> values = reals(tensor);
      of_floats[name].resize(values.size());
      quantize(std::vector<float>(values.begin(), values.end()), networks[i].params.at(name), {}, of_floats[name]);
    }
    for (const auto& [name, codes] : our_codes(networks[i], of_floats))
      for (std::size_t e = 0; e < codes.size(); ++e)
        within_a_step[name].add(std::abs(codes[e] - of_floats.at(name)[e]) > 1, 0);
  }
  for (const auto& [name, steps] : within_a_step) {
    CAPTURE(name, steps.codes, steps.different);
    CHECK(steps.share() <= 0.05);
  }
}
