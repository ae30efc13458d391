#include "sim/inference/gemm_stage.hpp"

#include <algorithm>
#include <memory>

#include "models/dataflow/mapper.hpp"
#include "models/errors.hpp"
#include "models/numerics/post_process.hpp"
#include "models/numerics/sum_pixels.hpp"
#include "sim/inference/folded_weights.hpp"
#include "sim/inference/layer_shapes.hpp"
#include "sim/inference/safe_matmul.hpp"
#include "sim/inference/safe_product.hpp"
#include "sim/inference/weight_codes.hpp"
#include "sim/operands/codes.hpp"
#include "sim/operands/golden.hpp"
#include "sim/operands/layer_views.hpp"
#include "sim/operands/ordered_sums.hpp"
#include "sim/program/engines.hpp"
#include "sim/program/lowering.hpp"

namespace systole::sim {

using models::OperandType;
using models::QuantParams;
using models::UserError;
using models::Work;
using workloads::Layer;
using workloads::LayerKind;

namespace {

/// What one layer needs at every run.
struct GemmStage {
  const Layer* layer = nullptr;
  std::optional<models::Schedule> schedule;
  models::LayerData data;
  std::vector<std::int16_t> weights;  // codes less their zero points; empty: the second input's codes
  std::int32_t a_zero = 0;            // that sums still hold
  std::int32_t b_zero = 0;
  models::PostProcess post{models::PostProcessing{}};
  std::optional<models::PostProcessSums> post_sums;  // where accumulators have no more than 32 bits
  std::vector<std::int32_t> narrow;                  // sums of a group and an image
  std::optional<SafeProduct> safe;                   // for inputs of which no sum overflows
  std::optional<SafeMatmul> safe_matmul;             // the same of two activations
  std::optional<OrderedSums> ordered;                // of weights that stay, for other inputs
  ProductSink products;

  StageCounts run(std::span<const models::Codes> inputs, models::MutableCodes output);
  void show(std::span<const models::Codes> inputs) const;
  /// -zx·sum w - zw·sum x + K·zx·zw of a product of two activations, for each element of a group.
  void add_corrections();
  /// Codes of sums that fit 32 bits.
  void write_narrow(models::MutableCodes output);
};

std::int32_t zero_left(OperandType type, const QuantParams& params) {
  return type == OperandType::int9 ? 0 : params.zero_point;
}

std::int16_t edge_offset(OperandType type, const QuantParams& params) {
  return static_cast<std::int16_t>(params.zero_point - zero_left(type, params));
}

/// As the array gets them.
std::vector<std::int16_t> centred_codes(const FoldedWeights& folded, const WeightScales& scales) {
  std::vector<std::int16_t> codes = weight_codes(folded, scales);
  const models::ChannelLayout layout = weight_layout(folded, scales.params.size());
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const QuantParams& params = scales.params[i / layout.inner % layout.channels];
    codes[i] = static_cast<std::int16_t>(codes[i] - params.zero_point);
  }
  return codes;
}

/// Sum of the weights of each output channel, as the array sees them.
std::vector<std::int64_t> channel_sums(const Work& work, const models::LayerData& data) {
  std::vector<std::int64_t> sums;
  for (std::int64_t group = 0; group < work.groups; ++group)
    for (std::int64_t n = 0; n < work.n; ++n) {
      std::int64_t sum = 0;
      for (std::int64_t c = 0; c < work.channels; ++c)
        for (std::int64_t tap = 0; tap < work.taps; ++tap) sum += data.b.at(group, c, tap, n);
      sums.push_back(sum);
    }
  return sums;
}

/// The codes that a stage may write: those of its format, within its clamps.
void set_output(models::PostProcessing& post, const Stage& stage, const QuantParams& out) {
  post.zero_point = out.zero_point;
  post.lowest = models::code_of(stage.lowest, out);
  post.highest = models::code_of(stage.highest, out);
}

models::PostProcessing post_processing_of(const StageContext& context, const Stage& stage, const GemmStage& gemm,
                                          const FoldedWeights& folded, const QuantParams& in, const QuantParams& out,
                                          const std::vector<QuantParams>& weights) {
  models::PostProcessing post;
  post.mode = context.chip.vector.requantize;
  set_output(post, stage, out);
  post.multipliers.clear();
  const auto channels = static_cast<std::size_t>(gemm.data.n * gemm.schedule->work().groups);
  for (const QuantParams& weight : weights) post.multipliers.push_back(in.scale * weight.scale / out.scale);
  post.bias = bias_codes(folded, in, weights);
  if (gemm.a_zero != 0 && !gemm.weights.empty()) {
    const std::vector<std::int64_t> sums = channel_sums(gemm.schedule->work(), gemm.data);
    for (std::size_t c = 0; c < channels; ++c)
      post.correction.push_back(
          models::zero_point_correction({gemm.a_zero, 0}, {gemm.schedule->work().k(), sums[c], 0}));
  }
  return post;
}

void GemmStage::add_corrections() {
  const Work& work = schedule->work();
  const std::int64_t k = work.k();
  for (std::int64_t group = 0; group < work.groups; ++group) {
    std::vector<std::int64_t> of_b(static_cast<std::size_t>(work.n));
    for (std::int64_t n = 0; n < work.n; ++n)
      for (std::int64_t c = 0; c < k; ++c) of_b[static_cast<std::size_t>(n)] += data.b.at(group, c, 0, n);
    for (std::int64_t m = 0; m < work.m(); ++m) {
      std::int64_t of_a = 0;
      for (std::int64_t c = 0; c < k; ++c) of_a += data.a.at(group, 0, c, m, 0);
      for (std::int64_t n = 0; n < work.n; ++n)
        data.golden[data.index(group, m, n)] +=
            models::zero_point_correction({a_zero, b_zero}, {k, of_b[static_cast<std::size_t>(n)], of_a});
    }
  }
}

void GemmStage::show(std::span<const models::Codes> inputs) const {
  const Work& work = schedule->work();
  std::vector<std::int64_t> sums(data.golden.size());
  for (std::int64_t group = 0; group < work.groups; ++group)
    for (std::int64_t m = 0; m < work.m(); ++m)
      for (std::int64_t n = 0; n < work.n; ++n)
        sums[output_index(*layer, work, group, m, n)] = data.golden[data.index(group, m, n)];
  products({*layer, inputs, weights, sums});
}

void GemmStage::write_narrow(models::MutableCodes output) {
  const Work& work = schedule->work();
  const std::int64_t pixels = work.m() / work.images;
  narrow.resize(static_cast<std::size_t>(pixels * work.n));
  const bool planes = std::holds_alternative<workloads::Conv>(layer->attributes);
  for (std::int64_t group = 0; group < work.groups; ++group)
    for (std::int64_t image = 0; image < work.images; ++image) {
      const std::int64_t* sums = &data.golden[data.index(group, image * pixels, 0)];
      std::transform(sums, sums + narrow.size(), narrow.begin(),
                     [](std::int64_t sum) { return static_cast<std::int32_t>(sum); });
      write_codes(*post_sums, static_cast<std::size_t>(group * work.n),
                  {static_cast<std::size_t>(pixels), static_cast<std::size_t>(work.n), narrow.data(),
                   &output[output_index(*layer, work, group, image * pixels, 0)],
                   planes ? static_cast<std::size_t>(pixels) : 0});
    }
}

StageCounts GemmStage::run(std::span<const models::Codes> inputs, models::MutableCodes output) {
  if (safe && !products && safe->holds(inputs[0])) {
    safe->run(inputs[0], output);
    return {};
  }
  if (safe_matmul && !products && safe_matmul->holds(inputs[0], inputs[1])) {
    safe_matmul->run(inputs[0], inputs[1], output);
    return {};
  }
  data.a.values = inputs[0];
  if (weights.empty()) data.b.values = inputs[1];
  StageCounts counts;
  counts.overflowed_steps = ordered ? ordered->run(data) : compute_golden(*schedule, data);
  if (products) show(inputs);
  if (weights.empty() && (a_zero != 0 || b_zero != 0)) add_corrections();
  if (post_sums) {
    write_narrow(output);
    return counts;
  }
  const Work& work = schedule->work();
  for (std::int64_t group = 0; group < work.groups; ++group)
    for (std::int64_t m = 0; m < work.m(); ++m)
      for (std::int64_t n = 0; n < work.n; ++n)
        output[output_index(*layer, work, group, m, n)] = static_cast<std::int16_t>(
            post(data.golden[data.index(group, m, n)], static_cast<std::size_t>(group * work.n + n)));
  return counts;
}

/// Fills in where the layer lies on the array, and its operands' zero points.
void place(const StageContext& context, const Layer& layer, GemmStage& gemm, const QuantParams& a) {
  const models::ArrayConfig& array = context.chip.array;
  const Work work =
      lower(context.chip, context.network, layer, choose_engine(context.chip.mapping, context.network, layer));
  gemm.layer = &layer;
  gemm.products = context.products;
  gemm.schedule.emplace(context.chip, work, models::map_layer(context.chip, work).tiling);
  gemm.data.name = layer.name;
  gemm.data.m = work.m();
  gemm.data.n = work.n;
  gemm.data.a = input_view(layer, work);
  gemm.data.b = weight_view(layer, work);
  gemm.data.a_offset = edge_offset(array.activation, a);
  gemm.a_zero = zero_left(array.activation, a);
  gemm.data.padding = static_cast<std::int16_t>(gemm.a_zero);
}

void set_weights(const StageContext& context, const Stage& stage, GemmStage& gemm, const QuantParams& a,
                 const QuantParams& out) {
  const FoldedWeights folded = folded_weights(context.network, stage, context.weights);
  const auto found = context.scales.weights.find(gemm.layer->name);
  if (found == context.scales.weights.end()) throw UserError("the scales do not have its weights");
  const std::vector<QuantParams>& params = found->second.params;
  const auto needed = static_cast<std::size_t>(folded.channels);
  if (params.size() != 1 && params.size() != needed)
    throw UserError("the scales have " + std::to_string(params.size()) + " channels of its weights, it has " +
                    std::to_string(needed));
  const bool offset = std::any_of(params.begin(), params.end(), [](const QuantParams& p) { return p.zero_point != 0; });
  if (offset && context.chip.array.weight != OperandType::int9)
    throw UserError(
        "its weights have a zero point, which only operands of type int9 can have: the array would have to "
        "add up its inputs");
  gemm.weights = centred_codes(folded, found->second);
  gemm.data.b.values = gemm.weights;
  models::PostProcessing post = post_processing_of(context, stage, gemm, folded, a, out, params);
  gemm.post = models::PostProcess{post};
  if (context.chip.array.accumulator.bits <= 32) gemm.post_sums.emplace(post);
  post.correction.clear();
  gemm.safe = SafeProduct::make({context.chip.array.accumulator.bits, a, gemm.data.a_offset}, context.network,
                                *gemm.layer, gemm.weights, post);
  if (!gemm.safe || !gemm.safe->holds_all()) gemm.ordered.emplace(*gemm.schedule, gemm.data);
}

void set_matmul(const StageContext& context, const Stage& stage, GemmStage& gemm, const QuantParams& a,
                const QuantParams& out) {
  const models::ArrayConfig& array = context.chip.array;
  const QuantParams& b = context.params.at(gemm.layer->inputs.at(1));
  gemm.data.b_offset = edge_offset(array.activation, b);
  gemm.b_zero = zero_left(array.activation, b);
  const double scale = b.scale * std::get<workloads::MatMul>(gemm.layer->attributes).scale;
  const models::PostProcessing post =
      post_processing_of(context, stage, gemm, {}, a, out, {QuantParams{scale, 0, b.format}});
  gemm.post = models::PostProcess{post};
  gemm.safe_matmul =
      SafeMatmul::make(matmul_shape(context.network, *gemm.layer), {array.accumulator.bits, a, gemm.data.a_offset},
                       {array.accumulator.bits, b, gemm.data.b_offset}, post);
}

}  // namespace

CodeStage make_gemm_stage(const StageContext& context, const Stage& stage) {
  const Layer& layer = context.network.layers()[stage.layer];
  const auto gemm = std::make_shared<GemmStage>();
  const QuantParams& a = context.params.at(layer.kind == LayerKind::gemm ? layer.name + ".a" : layer.inputs.front());
  const QuantParams& out = context.params.at(context.network.layers()[stage.last()].name);
  try {
    place(context, layer, *gemm, a);
    if (layer.kind == LayerKind::matmul) {
      set_matmul(context, stage, *gemm, a, out);
    } else {
      set_weights(context, stage, *gemm, a, out);
    }
  } catch (const UserError& error) {
    throw UserError("layer '" + layer.name + "': " + error.what());
  }
  return
      [gemm](std::span<const models::Codes> inputs, models::MutableCodes output) { return gemm->run(inputs, output); };
}

}  // namespace systole::sim
