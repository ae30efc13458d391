#include "sim/inference/codes_file.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "models/errors.hpp"
#include "sim/config/chip_reader.hpp"
#include "sim/inference/code_stage.hpp"
#include "sim/inference/weight_codes.hpp"
#include "sim/operands/codes.hpp"
#include "sim/operands/operand_file.hpp"
#include "workloads/network/parameters.hpp"

namespace systole::sim {

using models::UserError;
using workloads::Layer;
using workloads::Network;

namespace {

workloads::ParameterInfo weight_of(const Network& network, const Layer& layer) {
  for (const workloads::ParameterInfo& parameter : workloads::layer_parameters(network, layer))
    if (parameter.role == workloads::ParameterRole::weight) return parameter;
  throw models::ModelError("layer '" + layer.name + "' has no weights");
}

void add_zero_points(workloads::NpzWriter& file, const std::string& name, std::vector<std::int32_t> zeros) {
  workloads::Shape shape;
  if (std::all_of(zeros.begin(), zeros.end(), [&](std::int32_t zero) { return zero == zeros.front(); }))
    zeros.resize(1);
  else
    shape = {static_cast<std::int64_t>(zeros.size())};
  file.add(name + ".zero_point", workloads::make_tensor<std::int32_t>(shape, zeros));
}

const Layer& layer_named(const Network& network, const std::string& name) {
  const Layer* layer = network.producer(name);
  if (layer == nullptr) throw UserError("the scales have weights of '" + name + "', which has none");
  return *layer;
}

std::vector<std::int16_t> codes_in(const OperandFile& file, const std::string& name, const workloads::Shape& shape,
                                   const WeightScales& scales) {
  const workloads::Tensor* tensor = file.find(name, shape);
  if (tensor == nullptr)
    throw UserError(file.where(name) + "it is missing, and the scales say that a fit has chosen it");
  const models::CodeFormat& format = scales.params.front().format;
  std::vector<std::int16_t> codes;
  for (const std::int64_t code : workloads::integers(*tensor)) {
    if (code < models::lowest_code(format, scales.span) || code > format.highest())
      throw UserError(file.where(name) + fmt::format("it holds the code {}; those of the scales are {} to {}", code,
                                                     models::lowest_code(format, scales.span), format.highest()));
    codes.push_back(static_cast<std::int16_t>(code));
  }
  return codes;
}

}  // namespace

bool has_own_codes(const Scales& scales) {
  return std::any_of(scales.weights.begin(), scales.weights.end(),
                     [](const auto& entry) { return entry.second.own_codes; });
}

std::string hash_of_codes(const Scales& scales) {
  std::string bytes;
  for (const auto& [name, weights] : scales.weights) {
    if (!weights.own_codes) continue;
    bytes += name + '\n';
    for (const std::int16_t code : weights.codes) bytes += std::to_string(code) + ' ';
  }
  return config_hash(bytes);
}

void write_codes(const std::filesystem::path& path, const models::Chip& chip, const Network& network,
                 const NetworkWeights& weights, const Scales& scales) {
  const std::vector<Stage> stages = stages_of(network);
  const TensorParams tensors = tensor_params(network, stages, scales);
  workloads::NpzWriter file{path};
  for (const auto& [name, params] : tensors) add_zero_points(file, name, {params.zero_point});
  for (const Stage& stage : stages) {
    const Layer& layer = network.layers()[stage.layer];
    const FoldedWeights folded = folded_weights(network, stage, weights);
    const auto found = scales.weights.find(layer.name);
    if (folded.weight.empty() || found == scales.weights.end()) continue;
    const workloads::ParameterInfo weight = weight_of(network, layer);
    file.add(weight.name, code_tensor(weight_codes(folded, found->second), weight.shape, chip.array.weight));
    std::vector<std::int32_t> zeros;
    for (const models::QuantParams& params : found->second.params) zeros.push_back(params.zero_point);
    add_zero_points(file, weight.name, zeros);
    if (folded.bias.empty()) continue;
    const std::vector<std::int32_t> bias = bias_codes(folded, tensors.at(layer.inputs.front()), found->second.params);
    file.add(layer.name + ".bias", workloads::make_tensor<std::int32_t>({folded.channels}, bias));
  }
  file.close();
}

void read_codes(const std::filesystem::path& path, const Network& network, Scales& scales) {
  const OperandFile file{path, network};
  for (auto& [name, weights] : scales.weights) {
    if (!weights.own_codes) continue;
    const workloads::ParameterInfo weight = weight_of(network, layer_named(network, name));
    weights.codes = codes_in(file, weight.name, weight.shape, weights);
  }
  if (hash_of_codes(scales) != scales.codes_hash)
    throw UserError(path.string() + ": its codes are not those that were chosen with these scales");
}

}  // namespace systole::sim
