#include "sim/inference/code_stage.hpp"

#include <algorithm>

#include "models/errors.hpp"
#include "sim/inference/float_network.hpp"

namespace systole::sim {

StageCounts& StageCounts::operator+=(const StageCounts& other) {
  overflowed_steps += other.overflowed_steps;
  zero_divisors += other.zero_divisors;
  return *this;
}

TensorParams tensor_params(const workloads::Network& network, const std::vector<Stage>& stages, const Scales& scales) {
  TensorParams params;
  for (const std::string& tensor : calibrated_tensors(network, stages)) {
    const auto found = scales.activations.find(tensor);
    if (found == scales.activations.end())
      throw models::UserError("the scales have no '" + tensor + "', which network '" + network.name() + "' needs");
    params[tensor] = found->second;
  }
  for (const Stage& stage : stages) {
    const workloads::Layer& layer = network.layers()[stage.layer];
    if (!inherits_params(layer.kind)) continue;
    const auto input = params.find(layer.inputs.front());
    if (input != params.end()) params[network.layers()[stage.last()].name] = input->second;
  }
  return params;
}

bool has_codes(const workloads::Network& network, const Stage& stage, const TensorParams& params) {
  const auto known = [&](const std::string& name) { return params.find(name) != params.end(); };
  const std::vector<std::string> inputs = input_names(network.layers()[stage.layer]);
  return known(network.layers()[stage.last()].name) && std::all_of(inputs.begin(), inputs.end(), known);
}

}  // namespace systole::sim
