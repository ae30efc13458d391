// A small network of two feed-forward blocks, and questions about it asked in process.
#pragma once

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "sim/cim/ffn_calibration.hpp"
#include "sim/cim/ffn_subject.hpp"
#include "sim/cim/study.hpp"
#include "sim/files/shipped.hpp"
#include "tests/sim/accuracy_support.hpp"
#include "tests/support/command_line.hpp"
#include "workloads/readers/network_yaml.hpp"
#include "workloads/readers/reader.hpp"

namespace systole::tests {

/// x [tokens, 64] -> two blocks of 96 hidden, the first without biases.
inline std::string small_ffn_yaml(int tokens = 48) {
  std::string text = "network: small_ffn\ninputs: {x: [" + std::to_string(tokens) + ", 64]}\nlayers:\n";
  std::string input = "x";
  for (const std::string block : {"b0.", "b1."}) {
    const std::string bias = block == "b0." ? ", bias: false" : "";
    text += "  - {name: " + block + "w12, kind: linear, features: 192, inputs: [" + input + "]" + bias + "}\n";
    text += "  - {name: " + block + "x1, kind: slice, axis: 1, begin: 0, size: 96, inputs: [" + block + "w12]}\n";
    text += "  - {name: " + block + "x2, kind: slice, axis: 1, begin: 96, size: 96, inputs: [" + block + "w12]}\n";
    text += "  - {name: " + block + "silu, kind: silu, inputs: [" + block + "x1]}\n";
    text += "  - {name: " + block + "mul, kind: mul, inputs: [" + block + "silu, " + block + "x2]}\n";
    text += "  - {name: " + block + "w3, kind: linear, features: 64, inputs: [" + block + "mul]" + bias + "}\n";
    input = block + "w3";
  }
  return text;
}

inline workloads::Network small_ffn(int tokens = 48) {
  return workloads::parse_network_yaml(small_ffn_yaml(tokens), "small_ffn.yaml");
}

inline std::vector<std::unique_ptr<sim::CimSubject>> drawn_subjects(
    sim::CimDistribution distribution = sim::CimDistribution::gauss, int tokens = 48, std::uint64_t seed = 1) {
  const workloads::Network network = small_ffn(tokens);
  const sim::FfnData data = sim::FfnData::draw(distribution, seed);
  std::vector<std::unique_ptr<sim::CimSubject>> subjects;
  for (const sim::FfnBlock& block : sim::ffn_blocks(network))
    subjects.push_back(
        std::make_unique<sim::FfnSubject>(block, sim::draw_ffn_weights(block, seed), data.tokens(block, {})));
  return subjects;
}

inline double snr_db(sim::CimSubject& subject, const models::CimConfig& config) {
  return subject.run(config).error.sqnr_db;
}

}  // namespace systole::tests
