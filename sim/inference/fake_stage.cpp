#include <memory>

#include "models/numerics/post_process.hpp"
#include "models/numerics/quantize/quantize_values.hpp"
#include "sim/inference/code_stage.hpp"
#include "sim/inference/float_layer.hpp"
#include "sim/inference/float_network.hpp"
#include "sim/inference/folded_weights.hpp"
#include "sim/inference/gemm_stage.hpp"
#include "sim/inference/vector_stage.hpp"
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
  const std::size_t channels = scales.params.size();
  const std::size_t per_channel = folded.weight.size() / channels;
  const models::ChannelLayout layout = folded.channels_last ? models::ChannelLayout{per_channel, channels, 1}
                                                            : models::ChannelLayout{1, channels, per_channel};
  models::QuantizeStyle style;
  style.span = scales.span;
  if (scales.codes.empty())
    models::fake_quantize(folded.weight, layout, scales.params, style, folded.weight);
  else
    models::dequantize(scales.codes, layout, scales.params, folded.weight);
  for (std::size_t c = 0; c < folded.bias.size(); ++c) {
    const double scale = in.scale * scales.params[channels == 1 ? 0 : c].scale;
    folded.bias[c] =
        static_cast<float>(models::quantize_bias(folded.bias[c], scale, models::Rounding::half_even) * scale);
  }
  weights.set(layer.name + (folded.channels_last ? ".b" : ".weight"), std::move(folded.weight));
  if (!folded.bias.empty()) weights.set(layer.name + ".bias", std::move(folded.bias));
  return weights;
}

struct FakeStage {
  std::vector<QuantParams> inputs;
  QuantParams output;
  std::vector<FloatLayer> layers;

  StageCounts run(std::span<const models::Codes> in, models::MutableCodes out) const {
    std::vector<std::vector<float>> reals(in.size());
    std::vector<Reals> operands;
    for (std::size_t i = 0; i < in.size(); ++i) {
      reals[i].resize(in[i].size());
      models::dequantize(in[i], inputs[i], reals[i]);
      operands.emplace_back(reals[i]);
    }
    std::vector<float> result(out.size());
    for (const FloatLayer& layer : layers) {
      std::vector<float> next(out.size());
      layer(operands, next);
      result = std::move(next);
      operands = {Reals{result}};
    }
    models::quantize(result, output, {}, out);
    return {};
  }
};

}  // namespace

CodeStage make_fake_stage(const StageContext& context, const Stage& stage) {
  const Layer& layer = context.network.layers()[stage.layer];
  FakeStage fake;
  for (const std::string& input : input_names(layer)) fake.inputs.push_back(context.params.at(input));
  fake.output = context.params.at(context.network.layers()[stage.last()].name);
  const NetworkWeights weights = on_grid(context, stage, fake.inputs.empty() ? QuantParams{} : fake.inputs.front());
  fake.layers.push_back(make_float_layer(context.network, layer, weights));
  for (const std::size_t clamp : stage.clamps)
    fake.layers.push_back(make_float_layer(context.network, context.network.layers()[clamp], weights));
  return [fake](std::span<const models::Codes> in, models::MutableCodes out) { return fake.run(in, out); };
}

CodeStage make_integer_stage(const StageContext& context, const Stage& stage) {
  const bool multiplies = is_gemm(context.network.layers()[stage.layer].kind);
  return multiplies ? make_gemm_stage(context, stage) : make_vector_stage(context, stage);
}

}  // namespace systole::sim
