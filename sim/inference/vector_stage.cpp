#include "sim/inference/vector_stage.hpp"

#include <cmath>

#include "models/errors.hpp"
#include "models/numerics/operators/activations.hpp"
#include "models/numerics/operators/batch_norm.hpp"
#include "models/numerics/operators/clamp.hpp"
#include "models/numerics/operators/pooling.hpp"
#include "models/numerics/operators/rescale.hpp"
#include "models/numerics/operators/rope.hpp"
#include "models/numerics/operators/row_norm.hpp"
#include "models/numerics/quantize/quantize_values.hpp"
#include "models/reference/normalization.hpp"
#include "sim/inference/combining_stage.hpp"
#include "sim/inference/folded_weights.hpp"
#include "sim/inference/layer_shapes.hpp"
#include "sim/inference/layout_layer.hpp"
#include "sim/inference/softmax_stage.hpp"

namespace systole::sim {

using models::MutableCodes;
using models::QuantParams;
using workloads::Layer;
using workloads::LayerKind;
using workloads::Shape;

namespace {

using Inputs = std::span<const models::Codes>;

/// A stage of one input that counts nothing.
template <class Operator>
CodeStage simply(Operator operation) {
  return [operation = std::move(operation)](Inputs in, MutableCodes out) {
    operation(in[0], out);
    return StageCounts{};
  };
}

struct Place {
  const Layer& layer;
  const Shape& in_shape;
  QuantParams in;
  QuantParams out;
};

CodeStage of_table(const Place& at, double (*function)(double)) {
  return simply(models::CodeTable{at.in, at.out, function});
}

CodeStage of_row_norm(const StageContext& context, const Place& at) {
  const bool layer_norm = at.layer.kind == LayerKind::layer_norm;
  const std::span<const float> learned = context.weights.find(at.layer.name + ".weight");
  std::vector<float> gain(learned.begin(), learned.end());
  if (gain.empty()) gain.assign(static_cast<std::size_t>(at.in_shape.back()), 1.0F);
  return simply(models::RowNorm{layer_norm ? models::RowNormKind::layer : models::RowNormKind::rms, at.in, gain,
                                context.weights.find(at.layer.name + ".bias"),
                                layer_norm ? models::kLayerNormEpsilon : models::kRmsNormEpsilon, at.out,
                                context.chip.vector.requantize});
}

/// A batch norm that no convolution carries: one weight a channel, of one scale (DARTSQ).
CodeStage of_batch_norm(const StageContext& context, const Place& at) {
  const models::ChannelAffine affine = channel_affine(context.weights, at.layer.name);
  models::Range range;
  for (const double scale : affine.scale) range = {std::min(range.low, scale), std::max(range.high, scale)};
  models::QuantRule rule;
  rule.scheme = models::Scheme::affine;
  const models::BatchNorm norm{affine, at.in, models::choose_params(range, rule), at.out,
                               context.chip.vector.requantize};
  const auto inner = static_cast<std::size_t>(channels_of(at.in_shape).inner);
  return simply([norm, inner](models::Codes in, MutableCodes out) { norm(in, inner, out); });
}

CodeStage of_pool(const Place& at) {
  if (at.layer.kind == LayerKind::adaptive_avg_pool) {
    const models::AdaptivePoolShape shape = adaptive_pool_shape(at.in_shape, at.layer.output);
    return simply(
        models::AdaptiveAveragePool{{shape.rows_in, shape.rows_out}, {shape.cols_in, shape.cols_out}, at.in, at.out});
  }
  const models::PoolShape shape = pool_shape(at.in_shape, std::get<workloads::Pool>(at.layer.attributes).window);
  if (at.layer.kind == LayerKind::max_pool) return simply(models::MaxPool{shape.rows, shape.cols, at.in.format});
  return simply(models::AveragePool{shape.rows, shape.cols, at.in, at.out});
}

CodeStage of_rope(const StageContext& context, const Place& at) {
  const models::RopeShape shape = rope_shape(at.in_shape);
  const models::RopeRows rows{shape.positions, shape.features, 1, shape.pairs, models::kRopeBase};
  return simply(models::Rope{rows, at.in, at.out, context.chip.vector.requantize});
}

CodeStage of_layout(const StageContext& context, const Place& at) {
  return [run = make_layout_layer<std::int16_t>(context.network, at.layer)](Inputs in, MutableCodes out) {
    run(in, out);
    return StageCounts{};
  };
}

/// Learned tensors that are read like activations.
CodeStage of_parameter(const StageContext& context, const Layer& layer, const QuantParams& out) {
  const std::span<const float> value = context.weights.get(layer.name);
  std::vector<std::int16_t> codes(value.size());
  models::quantize(value, out, {}, codes);
  return [codes](Inputs, MutableCodes output) {
    std::copy(codes.begin(), codes.end(), output.begin());
    return StageCounts{};
  };
}

CodeStage of_one_input(const StageContext& context, const Place& at) {
  switch (at.layer.kind) {
    case LayerKind::relu:
      return simply(models::relu(at.in));
    case LayerKind::clamp: {
      const auto& bounds = std::get<workloads::Clamp>(at.layer.attributes);
      return simply(models::Clamp{at.in, bounds.low, bounds.high});
    }
    case LayerKind::identity:
      return simply(models::Rescale{at.in, at.out, context.chip.vector.requantize});
    case LayerKind::zero:
      return [zero = static_cast<std::int16_t>(at.out.zero_point)](Inputs, MutableCodes out) {
        std::fill(out.begin(), out.end(), zero);
        return StageCounts{};
      };
    case LayerKind::tanh:
      return of_table(at, [](double x) { return std::tanh(x); });
    case LayerKind::exp:
      return of_table(at, [](double x) { return std::exp(x); });
    case LayerKind::sigmoid:
      return of_table(at, models::sigmoid);
    case LayerKind::silu:
      return of_table(at, models::silu);
    case LayerKind::gelu:
      return of_table(at, models::gelu);
    case LayerKind::softmax:
      return make_softmax_stage(at.in, at.out, at.in_shape.back());
    case LayerKind::layer_norm:
    case LayerKind::rms_norm:
      return of_row_norm(context, at);
    case LayerKind::batch_norm:
      return of_batch_norm(context, at);
    case LayerKind::max_pool:
    case LayerKind::avg_pool:
    case LayerKind::adaptive_avg_pool:
      return of_pool(at);
    case LayerKind::rope:
      return of_rope(context, at);
    case LayerKind::slice:
    case LayerKind::reshape:
    case LayerKind::transpose:
    case LayerKind::patchify:
      return of_layout(context, at);
    default:
      throw models::UserError("layer '" + at.layer.name + "' is a " + std::string{kind_name(at.layer.kind)} +
                              ", which has no form on codes");
  }
}

/// Clamps that the stage carries, on the codes that came out.
CodeStage clamped(CodeStage stage, const Stage& of, const QuantParams& out) {
  if (of.clamps.empty()) return stage;
  return [stage = std::move(stage), clamp = models::Clamp{out, of.lowest, of.highest}](Inputs in, MutableCodes codes) {
    const StageCounts counts = stage(in, codes);
    clamp(codes, codes);
    return counts;
  };
}

}  // namespace

CodeStage make_vector_stage(const StageContext& context, const Stage& stage) {
  const Layer& layer = context.network.layers()[stage.layer];
  const QuantParams& out = context.params.at(context.network.layers()[stage.last()].name);
  if (layer.kind == LayerKind::parameter) return of_parameter(context, layer, out);
  std::vector<QuantParams> inputs;
  for (const std::string& input : layer.inputs) inputs.push_back(context.params.at(input));
  if (combines(layer.kind)) return clamped(make_combining_stage(context, layer, inputs, out), stage, out);
  const Place at{layer, context.network.shape(layer.inputs.front()), inputs.front(), out};
  return clamped(of_one_input(context, at), stage, out);
}

}  // namespace systole::sim
