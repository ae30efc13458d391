#include "sim/inference/scales.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "models/errors.hpp"
#include "sim/operands/codes.hpp"

namespace systole::sim {

using models::UserError;
using workloads::Layer;
using workloads::LayerKind;
using workloads::Network;

namespace {

models::QuantRule quant_rule(models::OperandType type, const TensorRule& rule, models::Scheme of_signed) {
  const bool is_signed = code_range(type).lowest < 0;
  models::QuantRule result;
  result.format = {type == models::OperandType::int16 ? 16 : 8, is_signed};
  result.scheme = rule.scheme.value_or(is_signed ? of_signed : models::Scheme::affine);
  result.symmetric_span = rule.span;
  if (rule.bits > result.format.bits)
    throw UserError(fmt::format("{} bits do not fit the chip's operands of {}", rule.bits, result.format.bits));
  if (result.scheme == models::Scheme::symmetric && !is_signed)
    throw UserError("its rule asks for symmetric codes, which have a sign; the chip's operands are unsigned");
  result.format.bits = rule.bits;
  return result;
}

}  // namespace

models::QuantRule activation_rule(const models::Chip& chip, const TensorRule& rule) {
  return quant_rule(chip.array.activation, rule, models::Scheme::affine);
}

models::QuantRule weight_rule(const models::Chip& chip, const TensorRule& rule) {
  return quant_rule(chip.array.weight, rule, models::Scheme::symmetric);
}

models::ObserverOptions observer_options(const models::QuantRule& codes, const TensorRule& rule) {
  models::ObserverOptions options;
  options.kind = rule.observer;
  options.alpha = 1 - rule.percentile / 100;
  options.percentile_form = models::PercentileForm::both_tails;
  options.rule = codes;
  return options;
}

std::vector<std::string> calibrated_tensors(const Network& network, const std::vector<Stage>& stages) {
  const std::vector<std::string> indices = index_tensors(network);
  const auto is_index = [&](const std::string& name) {
    return std::find(indices.begin(), indices.end(), name) != indices.end();
  };
  std::vector<std::string> names;
  for (const auto& [input, shape] : network.inputs())
    if (!is_index(input)) names.push_back(input);
  for (const Stage& stage : stages) {
    const Layer& layer = network.layers()[stage.layer];
    if (layer.kind == LayerKind::gemm) names.push_back(layer.name + ".a");
    const std::string& output = network.layers()[stage.last()].name;
    if (!inherits_params(layer.kind) && !is_index(output)) names.push_back(output);
  }
  return names;
}

std::string ruling_layer(const Network& network, const std::vector<Stage>& stages, const std::string& tensor) {
  for (const Stage& stage : stages)
    if (network.layers()[stage.last()].name == tensor) return network.layers()[stage.layer].name;
  return tensor;
}

template <>
const WordTable<CalibrationOrder>& word_table() {
  static const WordTable<CalibrationOrder> table{{"real", CalibrationOrder::real},
                                                 {"quantized", CalibrationOrder::quantized}};
  return table;
}

}  // namespace systole::sim
