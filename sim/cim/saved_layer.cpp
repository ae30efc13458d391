#include "sim/cim/saved_layer.hpp"

#include <vector>

namespace systole::sim {

void save_layer(const std::string& name, const SavedLayer& layer, workloads::NpzWriter& operands,
                workloads::NpzWriter& outputs) {
  const models::CimWeights& weights = *layer.weights;
  const auto inputs = static_cast<std::size_t>(weights.inputs);
  const auto columns = static_cast<std::size_t>(weights.outputs);
  const auto tokens = static_cast<std::int64_t>(layer.codes.size()) / weights.inputs;
  std::vector<std::int8_t> b(inputs * columns);
  for (std::size_t n = 0; n < columns; ++n)
    for (std::size_t k = 0; k < inputs; ++k)
      b[k * columns + n] = static_cast<std::int8_t>(weights.codes[n * inputs + k]);
  operands.add(name + ".a", workloads::make_tensor<std::int16_t>({tokens, weights.inputs}, layer.codes));
  operands.add(name + ".b", workloads::make_tensor<std::int8_t>({weights.inputs, weights.outputs}, b));
  const workloads::Shape result{tokens, weights.outputs};
  outputs.add(name + ".acc", workloads::make_tensor<double>(result, layer.recombined));
  outputs.add(name + ".out", workloads::make_tensor<float>(result, layer.results));
}

void save_layer(const std::string& name, const models::CimLinear& layer, std::span<const float> results,
                workloads::NpzWriter& operands, workloads::NpzWriter& outputs) {
  save_layer(name, {layer.codes(), &layer.weights(), layer.recombined(), results}, operands, outputs);
}

}  // namespace systole::sim
