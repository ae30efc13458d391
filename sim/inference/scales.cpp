#include "sim/inference/scales.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "models/errors.hpp"
#include "models/numerics/observe/channel_observers.hpp"
#include "models/onednn/one_thread.hpp"
#include "sim/inference/float_network.hpp"
#include "sim/inference/folded_weights.hpp"
#include "sim/operands/codes.hpp"
#include "sim/run/run.hpp"

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

models::ObserverOptions observer_options(const models::QuantRule& codes, const TensorRule& rule) {
  models::ObserverOptions options;
  options.kind = rule.observer;
  options.alpha = 1 - rule.percentile / 100;
  options.percentile_form = models::PercentileForm::both_tails;
  options.rule = codes;
  return options;
}

/// Runs `action`, whose complaints are about `layer`.
template <class Action>
auto about(const std::string& layer, Action action) {
  try {
    return action();
  } catch (const UserError& error) {
    throw UserError("layer '" + layer + "': " + error.what());
  }
}

/// One tensor that is watched.
struct Watched {
  models::QuantRule rule;
  std::unique_ptr<models::Observer> observer;
};

class Watch {
 public:
  Watch(const models::Chip& chip, const Network& network, const QuantRules& rules) {
    const std::vector<Stage> stages = stages_of(network);
    for (const std::string& tensor : calibrated_tensors(network, stages)) {
      const std::string layer = rule_name(network, stages, tensor);
      const TensorRule rule = rules.of(layer).activations;
      const models::QuantRule codes = about(layer, [&] { return activation_rule(chip, rule); });
      tensors_[tensor] = {codes, models::make_observer(observer_options(codes, rule))};
    }
  }

  void observe(const std::string& tensor, Reals values) {
    if (const auto found = tensors_.find(tensor); found != tensors_.end())
      about(tensor, [&] { found->second.observer->observe(values); });
  }
  void write(Scales& scales) const {
    for (const auto& [name, watched] : tensors_)
      scales.activations[name] = models::choose_params(watched.observer->range(), watched.rule);
  }

 private:
  /// The layer whose rules hold for a tensor: the first of the stage that writes it, or the input itself.
  static std::string rule_name(const Network& network, const std::vector<Stage>& stages, const std::string& tensor) {
    for (const Stage& stage : stages)
      if (network.layers()[stage.last()].name == tensor) return network.layers()[stage.layer].name;
    return tensor;
  }

  std::map<std::string, Watched> tensors_;
};

void watch_samples(const Network& network, const NetworkWeights& weights, const DataSet& data,
                   const CalibrationRequest& request, Watch& watch) {
  const models::OneThread one_thread;  // layers are small beside what their threads cost
  FloatNetwork reference{network, weights};
  const std::int64_t samples = std::min(request.samples, data.samples());
  for (std::int64_t i = 0; i < samples; ++i) {
    if (request.stop_requested && request.stop_requested()) throw Interrupted{};
    const Sample sample = data.sample(i);
    for (const auto& [name, values] : sample) watch.observe(name, values);
    reference.run(sample,
                  [&](std::size_t layer, Reals values) { watch.observe(network.layers()[layer].name, values); });
    if (request.progress) request.progress(static_cast<std::size_t>(i) + 1, static_cast<std::size_t>(samples));
  }
}

WeightScales weight_scales(const models::Chip& chip, const FoldedWeights& folded, const TensorRule& rule) {
  const models::QuantRule codes = weight_rule(chip, rule);
  const auto channels = static_cast<std::size_t>(rule.granularity == Granularity::per_channel ? folded.channels : 1);
  const std::size_t per_channel = folded.weight.size() / channels;
  const models::ChannelLayout layout = folded.channels_last ? models::ChannelLayout{per_channel, channels, 1}
                                                            : models::ChannelLayout{1, channels, per_channel};
  models::ChannelObservers observers{observer_options(codes, rule), channels};
  observers.observe(folded.weight, layout);
  return {models::choose_params(observers.ranges(), codes), codes.symmetric_span, {}};
}

}  // namespace

models::QuantRule activation_rule(const models::Chip& chip, const TensorRule& rule) {
  return quant_rule(chip.array.activation, rule, models::Scheme::affine);
}

models::QuantRule weight_rule(const models::Chip& chip, const TensorRule& rule) {
  return quant_rule(chip.array.weight, rule, models::Scheme::symmetric);
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

Scales calibrate(const models::Chip& chip, const Network& network, const NetworkWeights& weights, const DataSet& data,
                 const CalibrationRequest& request) {
  request.rules.check(network);
  Scales scales;
  scales.network = network.name();
  scales.data = fmt::format("{} of {}", std::min(request.samples, data.samples()), data.source());
  scales.rules = request.rules.assignments();
  Watch watch{chip, network, request.rules};
  for (const Stage& stage : stages_of(network)) {
    const std::string& name = network.layers()[stage.layer].name;
    const FoldedWeights folded = folded_weights(network, stage, weights);
    if (folded.weight.empty()) continue;
    scales.weights[name] = about(name, [&] { return weight_scales(chip, folded, request.rules.of(name).weights); });
  }
  watch_samples(network, weights, data, request, watch);
  watch.write(scales);
  return scales;
}

}  // namespace systole::sim
