// A stage on codes: prepared once, run for every sample.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>

#include "models/chip/chip.hpp"
#include "models/numerics/operators/codes.hpp"
#include "sim/inference/float_layer.hpp"
#include "sim/inference/network_weights.hpp"
#include "sim/inference/scales.hpp"
#include "sim/inference/stages.hpp"

namespace systole::sim {

/// What went beyond its range on the way.
struct StageCounts {
  std::int64_t overflowed_steps = 0;  // of accumulators
  std::int64_t zero_divisors = 0;
  StageCounts& operator+=(const StageCounts& other);
};

/// What the array was given for a layer and made of it.
struct ArrayProduct {
  const workloads::Layer& layer;
  std::span<const models::Codes> inputs;
  std::span<const std::int16_t> weights;  // less their zero points; empty where the second input takes their place
  std::span<const std::int64_t> sums;     // accumulators, in the order of the output, before anything is done to them
};
using ProductSink = std::function<void(const ArrayProduct& product)>;

using CodeStage = std::function<StageCounts(std::span<const models::Codes> inputs, models::MutableCodes output)>;

using TensorParams = std::map<std::string, models::QuantParams, std::less<>>;

/// Of every tensor that has codes: those of `scales`, and those that stages inherit. Throws models::UserError for a
/// tensor that the scales do not have.
TensorParams tensor_params(const workloads::Network& network, const std::vector<Stage>& stages, const Scales& scales);

/// Whether a stage can be on codes: indices have no meaning as codes; rows of a table are quantised by who reads them,
/// which gives the same codes.
bool has_codes(const workloads::Network& network, const Stage& stage, const TensorParams& params);

/// What stages are made of. All referred to must outlive the stages.
struct StageContext {
  const models::Chip& chip;
  const workloads::Network& network;
  const NetworkWeights& weights;
  const Scales& scales;
  const TensorParams& params;
  ProductSink products = {};  // shown what the array does, if it is not empty: no layer takes a shortcut then
};

/// As the chip computes it: products in its accumulators, requantisation by its vector unit's rule, operators of
/// models/numerics/operators for the rest. Throws models::UserError, naming the layer, for what the chip cannot do.
CodeStage make_integer_stage(const StageContext& context, const Stage& stage);

/// Real numbers to real numbers, with the weights and biases on their grids, but not the result: what the codes of the
/// output are chosen for.
FloatLayer make_grid_stage(const StageContext& context, const Stage& stage);

/// The same numbers in real arithmetic: inputs and weights on their grids, a float operator, its result put on the grid
/// of the output (quantise and dequantise, as training for quantisation sees it).
CodeStage make_fake_stage(const StageContext& context, const Stage& stage);

}  // namespace systole::sim
