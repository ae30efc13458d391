#include "sim/inference/layer_calibration.hpp"

#include <algorithm>
#include <utility>

#include "models/numerics/quantize/quantize_values.hpp"
#include "sim/inference/about_layer.hpp"
#include "sim/inference/float_network.hpp"
#include "sim/inference/float_stage.hpp"
#include "sim/inference/weight_fit.hpp"
#include "sim/run/run.hpp"

namespace systole::sim {

using workloads::Layer;
using workloads::Network;

namespace {

std::vector<float> on_grid(Reals values, const models::QuantParams& params) {
  std::vector<float> result(values.size());
  models::fake_quantize(values, params, {}, result);
  return result;
}

bool rounds_weights(const Network& network, const std::vector<Stage>& stages, const QuantRules& rules) {
  return std::any_of(stages.begin(), stages.end(), [&](const Stage& stage) {
    return rules.of(network.layers()[stage.layer].name).weights.quantizer == models::Quantizer::adaround;
  });
}

std::size_t output_size(const Network& network, const Stage& stage) {
  return static_cast<std::size_t>(workloads::element_count(network.layers()[stage.last()].output));
}

}  // namespace

LayerCalibration::LayerCalibration(const models::Chip& chip, const Network& network, const NetworkWeights& weights,
                                   const CalibrationRequest& request, const std::vector<Sample>& samples)
    : chip_{&chip},
      network_{&network},
      weights_{&weights},
      request_{&request},
      stages_{stages_of(network)},
      watch_{chip, network, stages_, request} {
  for (const Sample& sample : samples) used_.emplace_back(sample);
  if (request.order == CalibrationOrder::quantized && rounds_weights(network, stages_, request.rules)) real_ = used_;
}

void LayerCalibration::stop_if_requested() const {
  if (request_->stop_requested && request_->stop_requested()) throw Interrupted{};
}

void LayerCalibration::settle(const std::string& tensor, Scales& scales) {
  watch_.settle(tensor, scales);
  params_[tensor] = scales.activations.at(tensor);
}

void LayerCalibration::run(Scales& scales) {
  start(scales);
  const std::vector<std::vector<std::string>> ending = ending_tensors(*network_, stages_);
  for (std::size_t i = 0; i < stages_.size(); ++i) {
    run_stage(stages_[i], scales);
    for (const std::string& done : ending[i])
      for (Flow* flow : {&used_, &real_})
        for (LiveTensors& live : *flow) live.drop(done);
    if (request_->progress) request_->progress(i + 1, stages_.size());
  }
}

/// What the network is given.
void LayerCalibration::start(Scales& scales) {
  std::vector<std::string> inputs;
  for (const auto& [name, shape] : network_->inputs()) inputs.push_back(name);
  for (const Layer& layer : network_->layers())
    if (layer.kind == workloads::LayerKind::gemm) inputs.push_back(input_names(layer).front());
  for (const std::string& name : inputs) {
    if (!watch_.watches(name)) continue;
    for (const LiveTensors& live : used_) watch_.observe(name, live.get(name));
    settle(name, scales);
  }
}

std::vector<std::vector<float>> LayerCalibration::inputs_of(const Layer& layer, const LiveTensors& live,
                                                            bool on_codes) const {
  std::vector<std::vector<float>> inputs;
  for (const std::string& name : input_names(layer)) {
    const Reals values = live.get(name);
    inputs.push_back(on_codes ? on_grid(values, params_.at(name)) : std::vector<float>(values.begin(), values.end()));
  }
  return inputs;
}

InputRows LayerCalibration::rows_of(const Layer& layer, const Flow& flow, bool on_codes) const {
  InputRows rows{*network_, layer, static_cast<std::int64_t>(flow.size()), kMostRows};
  for (const LiveTensors& live : flow) rows.add(inputs_of(layer, live, on_codes).front());
  return rows;
}

void LayerCalibration::fit_stage_weights(const Stage& stage, bool on_codes, Scales& scales) {
  const Layer& layer = network_->layers()[stage.layer];
  const FoldedWeights folded = folded_weights(*network_, stage, *weights_);
  if (folded.weight.empty()) return;
  const TensorRule rule = request_->rules.of(layer.name).weights;
  about_layer(layer.name, [&] {
    WeightScales& found = scales.weights[layer.name];
    found = fit_weights(*chip_, folded, rule);
    if (rule.quantizer != models::Quantizer::adaround) return;
    const InputRows given = rows_of(layer, used_, on_codes);
    if (real_.empty()) {
      round_weights(found, folded, given, nullptr, request_->adaround_steps);
    } else {
      const InputRows real = rows_of(layer, real_, false);
      round_weights(found, folded, given, &real, request_->adaround_steps);
    }
  });
}

LayerCalibration::Outputs LayerCalibration::forward(const Stage& stage, const FloatLayer& layer, const Flow& flow,
                                                    bool on_codes) const {
  Outputs outputs;
  for (const LiveTensors& live : flow) {
    stop_if_requested();
    const std::vector<std::vector<float>> inputs = inputs_of(network_->layers()[stage.layer], live, on_codes);
    const std::vector<Reals> operands{inputs.begin(), inputs.end()};
    layer(operands, outputs.emplace_back(output_size(*network_, stage)));
  }
  return outputs;
}

LayerCalibration::Outputs LayerCalibration::forward_on_codes(const Stage& stage, const Scales& scales) const {
  const CodeStage compute = make_integer_stage({*chip_, *network_, *weights_, scales, params_}, stage);
  const Layer& layer = network_->layers()[stage.layer];
  Outputs outputs;
  for (const LiveTensors& live : used_) {
    stop_if_requested();
    std::vector<std::vector<std::int16_t>> codes;
    for (const std::string& name : input_names(layer)) {
      const Reals values = live.get(name);
      models::quantize(values, params_.at(name), {}, codes.emplace_back(values.size()));
    }
    const std::vector<models::Codes> operands{codes.begin(), codes.end()};
    std::vector<std::int16_t> result(output_size(*network_, stage));
    compute(operands, result);
    models::dequantize(result, params_.at(network_->layers()[stage.last()].name), outputs.emplace_back(result.size()));
  }
  return outputs;
}

void LayerCalibration::run_stage(const Stage& stage, Scales& scales) {
  stop_if_requested();
  const Layer& layer = network_->layers()[stage.layer];
  const std::string& out = network_->layers()[stage.last()].name;
  const std::vector<std::string> inputs = input_names(layer);
  const bool readable = std::all_of(inputs.begin(), inputs.end(),
                                    [&](const std::string& name) { return params_.find(name) != params_.end(); });
  bool on_codes = request_->order == CalibrationOrder::quantized && request_->rules.of(layer.name).enabled && readable;
  fit_stage_weights(stage, on_codes, scales);
  const FloatLayer real = make_float_stage(*network_, stage, *weights_);
  const StageContext context{*chip_, *network_, *weights_, scales, params_};
  Outputs outputs = forward(stage, on_codes ? make_grid_stage(context, stage) : real, used_, on_codes);
  if (watch_.watches(out)) {
    for (const std::vector<float>& values : outputs) watch_.observe(out, values);
    settle(out, scales);
  } else if (inherits_params(layer.kind) && readable) {
    params_[out] = params_.at(inputs.front());
  }
  on_codes = on_codes && has_codes(*network_, stage, params_);
  if (on_codes) outputs = forward_on_codes(stage, scales);
  for (std::size_t i = 0; i < outputs.size(); ++i) used_[i].put(out, std::move(outputs[i]));
  Outputs exact = forward(stage, real, real_, false);
  for (std::size_t i = 0; i < exact.size(); ++i) real_[i].put(out, std::move(exact[i]));
}

}  // namespace systole::sim
