#include <utility>

#include "models/numerics/quantize/quantize_values.hpp"
#include "sim/inference/code_stage.hpp"
#include "sim/inference/float_layer.hpp"
#include "sim/inference/float_network.hpp"
#include "sim/inference/float_stage.hpp"
#include "sim/inference/folded_weights.hpp"
#include "sim/inference/gemm_stage.hpp"
#include "sim/inference/vector_stage.hpp"
#include "sim/inference/weight_codes.hpp"
#include "sim/program/lowering.hpp"

namespace systole::sim {

using models::QuantParams;
using workloads::Layer;

namespace {

/// The stage's weights and bias on their grids, under the names of its first layer.
NetworkWeights on_grid(const StageContext& context, const Stage& stage, const QuantParams& in) {
  const Layer& layer = context.network.layers()[stage.layer];
  NetworkWeights weights = context.weights.of(context.network, layer);
  FoldedWeights folded = folded_weights(context.network, stage, context.weights);
  if (folded.weight.empty()) return weights;
  const WeightScales& scales = context.scales.weights.at(layer.name);
  models::dequantize(weight_codes(folded, scales), weight_layout(folded, scales.params.size()), scales.params,
                     folded.weight);
  const std::vector<std::int32_t> bias = bias_codes(folded, in, scales.params);
  for (std::size_t c = 0; c < bias.size(); ++c)
    folded.bias[c] = static_cast<float>(bias[c] * (in.scale * scales.params[scales.params.size() == 1 ? 0 : c].scale));
  weights.set(layer.name + (folded.channels_last ? ".b" : ".weight"), std::move(folded.weight));
  if (!folded.bias.empty()) weights.set(layer.name + ".bias", std::move(folded.bias));
  return weights;
}

struct FakeStage {
  std::vector<QuantParams> inputs;
  QuantParams output;
  FloatLayer layers;

  StageCounts run(std::span<const models::Codes> in, models::MutableCodes out) const {
    std::vector<std::vector<float>> reals(in.size());
    std::vector<Reals> operands;
    for (std::size_t i = 0; i < in.size(); ++i) {
      reals[i].resize(in[i].size());
      models::dequantize(in[i], inputs[i], reals[i]);
      operands.emplace_back(reals[i]);
    }
    std::vector<float> result(out.size());
    layers(operands, result);
    models::quantize(result, output, {}, out);
    return {};
  }
};

}  // namespace

FloatLayer make_grid_stage(const StageContext& context, const Stage& stage) {
  const Layer& layer = context.network.layers()[stage.layer];
  const std::vector<std::string> names = input_names(layer);
  const auto first = names.empty() ? context.params.end() : context.params.find(names.front());
  const NetworkWeights weights = on_grid(context, stage, first == context.params.end() ? QuantParams{} : first->second);
  std::vector<FloatLayer> layers{make_float_layer(context.network, layer, weights)};
  for (const std::size_t clamp : stage.clamps)
    layers.push_back(make_float_layer(context.network, context.network.layers()[clamp], weights));
  return in_a_row(std::move(layers));
}

CodeStage make_fake_stage(const StageContext& context, const Stage& stage) {
  const Layer& layer = context.network.layers()[stage.layer];
  FakeStage fake;
  for (const std::string& input : input_names(layer)) fake.inputs.push_back(context.params.at(input));
  fake.output = context.params.at(context.network.layers()[stage.last()].name);
  fake.layers = make_grid_stage(context, stage);
  return [fake](std::span<const models::Codes> in, models::MutableCodes out) { return fake.run(in, out); };
}

CodeStage make_integer_stage(const StageContext& context, const Stage& stage) {
  const bool multiplies = is_gemm(context.network.layers()[stage.layer].kind);
  return multiplies ? make_gemm_stage(context, stage) : make_vector_stage(context, stage);
}

}  // namespace systole::sim
