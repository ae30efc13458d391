#include "sim/inference/backend_check.hpp"

#include <fmt/format.h>

#include "sim/inference/about_layer.hpp"
#include "sim/inference/folded_weights.hpp"

namespace systole::sim {

using models::Backend;
using workloads::Network;

namespace {

void complain(const std::string& layer, Backend backend, const std::vector<std::string>& violations) {
  if (violations.empty()) return;
  throw models::UserError(
      fmt::format("layer '{}' cannot run on {}: {}", layer, word(backend), fmt::join(violations, "; ")));
}

models::TensorRule described(const models::QuantRule& codes, bool per_channel) {
  return {codes.scheme, per_channel, codes.format.bits};
}

}  // namespace

void check_backends(const models::Chip& chip, const Network& network, const std::vector<Stage>& stages,
                    const QuantRules& rules) {
  const models::NetworkRule accepted{{models::Scheme::symmetric, true, 8}, {models::Scheme::symmetric, false, 8}};
  for (const std::string& tensor : calibrated_tensors(network, stages)) {
    const std::string layer = ruling_layer(network, stages, tensor);
    const LayerRule rule = rules.of(layer);
    if (rule.backend == Backend::unconstrained || !rule.enabled) continue;
    models::NetworkRule asked = accepted;
    about_layer(layer, [&] { asked.activations = described(activation_rule(chip, rule.activations), false); });
    complain(layer, rule.backend, models::backend_violations(rule.backend, asked));
  }
  for (const Stage& stage : stages) {
    const workloads::Layer& layer = network.layers()[stage.layer];
    const LayerRule rule = rules.of(layer.name);
    if (rule.backend == Backend::unconstrained || !rule.enabled || !has_weights(layer)) continue;
    models::NetworkRule asked = accepted;
    about_layer(layer.name, [&] {
      asked.weights = described(weight_rule(chip, rule.weights), rule.weights.granularity == Granularity::per_channel);
    });
    complain(layer.name, rule.backend, models::backend_violations(rule.backend, asked));
  }
}

void check_backends(const Network& network, const std::vector<Stage>& stages, const QuantRules& rules,
                    const Scales& scales) {
  for (const auto& [tensor, params] : scales.activations) {
    const std::string layer = ruling_layer(network, stages, tensor);
    const LayerRule rule = rules.of(layer);
    if (rule.enabled)
      complain(layer, rule.backend, models::backend_violations(rule.backend, "activations", {&params, 1}));
  }
  for (const auto& [layer, weights] : scales.weights) {
    const LayerRule rule = rules.of(layer);
    if (rule.enabled)
      complain(layer, rule.backend, models::backend_violations(rule.backend, "weights", weights.params));
  }
}

}  // namespace systole::sim
