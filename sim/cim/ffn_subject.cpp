#include "sim/cim/ffn_subject.hpp"

#include "models/errors.hpp"
#include "sim/cim/saved_layer.hpp"

namespace systole::sim {

using models::CimConfig;

namespace {

models::CimLinearCount sum(const models::CimFeedForwardCount& count) {
  models::CimLinearCount all = count.w12;
  all.conversions += count.w3.conversions;
  all.activations += count.w3.activations;
  all.clipped_activations += count.w3.clipped_activations;
  return all;
}

}  // namespace

FfnSubject::FfnSubject(FfnBlock block, FfnWeights weights, std::vector<float> x,
                       std::optional<models::CimBlockScales> scales)
    : block_{std::move(block)}, weights_{std::move(weights)}, x_{std::move(x)}, scales_{scales}, exact_(x_.size()) {
  block_.shape.tokens = static_cast<std::int64_t>(x_.size()) / block_.shape.width;
  models::FloatFeedForward floats{block_.shape, weights_.spans()};
  floats.run(x_, exact_);
  hidden_.assign(floats.hidden().begin(), floats.hidden().end());
}

models::CimFeedForward FfnSubject::engine(const CimConfig& config) {
  if (!codes_ || quantized_ != config.weights) {
    codes_ = quantize_weights(config.weights, block_.shape, weights_.spans());
    quantized_ = config.weights;
  }
  return {config, block_.shape, *codes_, static_cast<std::uint32_t>(block_.number), scales_};
}

CimFigures FfnSubject::run(const CimConfig& config) {
  models::CimFeedForward cim = engine(config);
  std::vector<float> y(x_.size());
  const models::CimFeedForwardCount count = cim.run(x_, y);
  return {models::quant_error(exact_, y), sum(count), models::quant_error(hidden_, cim.hidden())};
}

void FfnSubject::save(const CimConfig& config, workloads::NpzWriter& operands, workloads::NpzWriter& outputs) {
  models::CimFeedForward cim = engine(config);
  cim.record();
  std::vector<float> y(x_.size());
  cim.run(x_, y);
  save_layer(block_.w12, cim.w12(), cim.gates(), operands, outputs);
  save_layer(block_.w3, cim.w3(), y, operands, outputs);
}

}  // namespace systole::sim
