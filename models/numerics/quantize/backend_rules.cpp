#include "models/numerics/quantize/backend_rules.hpp"

namespace systole::models {

namespace {

constexpr int kBits = 8;

std::string name_of(Backend backend) {
  return backend == Backend::tensorrt ? "tensorrt" : "onnxruntime";
}

void add_bits(std::vector<std::string>& violations, Backend backend, const std::string& key, int bits) {
  if (bits != kBits)
    violations.push_back(key + ": " + name_of(backend) + " takes codes of 8 bits, not " + std::to_string(bits));
}

}  // namespace

std::vector<std::string> backend_violations(Backend backend, const NetworkRule& rule) {
  std::vector<std::string> violations;
  if (rule.tunes_batch_norm && !rule.weights.per_channel)
    violations.emplace_back("weights.scheme: tuning batch norm needs scales per channel");
  if (backend == Backend::unconstrained) return violations;
  add_bits(violations, backend, "weights.bits", rule.weights.bits);
  add_bits(violations, backend, "activations.bits", rule.activations.bits);
  if (backend != Backend::tensorrt) return violations;
  if (rule.weights.scheme != Scheme::symmetric || !rule.weights.per_channel)
    violations.emplace_back("weights.scheme: tensorrt takes per-channel-symmetric weights alone");
  if (rule.activations.scheme != Scheme::symmetric || rule.activations.per_channel)
    violations.emplace_back("activations.scheme: tensorrt takes per-tensor-symmetric activations alone");
  return violations;
}

std::vector<std::string> backend_violations(Backend backend, const std::string& name,
                                            std::span<const QuantParams> params) {
  std::vector<std::string> violations;
  if (backend == Backend::unconstrained) return violations;
  for (const QuantParams& of_channel : params) {
    add_bits(violations, backend, name, of_channel.format.bits);
    if (backend == Backend::tensorrt && of_channel.zero_point != 0)
      violations.push_back(name + ": tensorrt takes zero points of 0, not " + std::to_string(of_channel.zero_point));
    if (!violations.empty()) break;  // the other channels would say the same
  }
  return violations;
}

}  // namespace systole::models
