// ONNX Runtime as an oracle: small ONNX models, built here, and what its CPU provider makes of them.
//
// It is the npm package that package-lock.json names, which scripts/setup.sh installs, run by node in a process of its
// own: nothing of ours links it. Models are of opset 17, of ONNX's own operators and of domain com.microsoft.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "workloads/tensors/npz.hpp"

namespace systole::tests {

using OnnxAttribute = std::variant<std::int64_t, float, std::string, std::vector<std::int64_t>>;

struct OnnxNode {
  std::string op;
  std::vector<std::string> inputs;  // "" leaves an optional one out
  std::vector<std::string> outputs;
  std::map<std::string, OnnxAttribute> attributes;
  std::string domain;  // "com.microsoft" for ONNX Runtime's own operators
};

/// One model and what goes in. Nodes in topological order.
struct OnnxCase {
  std::vector<OnnxNode> nodes;
  workloads::TensorMap constants;  // initializers of the model
  workloads::TensorMap inputs;
  std::vector<std::string> outputs;
  bool optimized = true;  // by all passes over the graph, or by none
};

/// The outputs of every case, from one process on one thread. Throws std::runtime_error with what ONNX Runtime said,
/// or with what to install.
std::vector<workloads::TensorMap> run_onnx(std::span<const OnnxCase> cases);

}  // namespace systole::tests
