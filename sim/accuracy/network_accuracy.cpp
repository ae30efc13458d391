#include "sim/accuracy/network_accuracy.hpp"

#include <algorithm>
#include <map>

#include "models/errors.hpp"
#include "sim/inference/float_network.hpp"
#include "sim/inference/folded_weights.hpp"
#include "sim/run/run.hpp"

namespace systole::sim {

using workloads::Network;

namespace {

/// Outputs of all stages in real numbers, of one sample.
using References = std::map<std::string, std::vector<float>>;

References real_outputs(FloatNetwork& network, const Network& layers, const std::vector<Stage>& stages,
                        const Sample& sample) {
  std::vector<bool> wanted(layers.layers().size());
  for (const Stage& stage : stages) wanted[stage.last()] = true;
  References references;
  for (const auto& [name, values] : sample) references[name].assign(values.begin(), values.end());
  network.run(sample, [&](std::size_t layer, Reals values) {
    if (wanted[layer]) references[layers.layers()[layer].name].assign(values.begin(), values.end());
  });
  return references;
}

/// The largest of each row of the last axis.
std::vector<std::int64_t> winners(Reals values, std::int64_t classes) {
  std::vector<std::int64_t> rows;
  for (std::size_t at = 0; at < values.size(); at += static_cast<std::size_t>(classes)) {
    const auto row = values.subspan(at, static_cast<std::size_t>(classes));
    rows.push_back(std::max_element(row.begin(), row.end()) - row.begin());
  }
  return rows;
}

struct Tally {
  models::QuantErrorSum error;
  models::QuantErrorSum alone;
  std::int64_t values = 0;
  std::int64_t clipped = 0;
  StageCounts counts;
};

class Comparison {
 public:
  Comparison(const Network& network, const QuantizedNetwork& quantized, const Scales& scales,
             const std::vector<StageArithmetic>& arithmetic)
      : network_{&network}, stages_{quantized.stages()}, arithmetic_{&arithmetic} {
    const TensorParams params = tensor_params(network, stages_, scales);
    for (const Stage& stage : stages_) {
      const auto found = params.find(name(stage));
      scales_.push_back(found == params.end() ? 0 : found->second.scale);
      tallies_.push_back({models::QuantErrorSum{scales_.back()}, models::QuantErrorSum{scales_.back()}, 0, 0, {}});
    }
  }

  void add(const StageOutput& output, const References& references) {
    Tally& tally = tallies_[output.stage];
    const std::vector<float>& reference = references.at(name(stages_[output.stage]));
    tally.error.add(reference, output.values);
    tally.counts += output.counts;
    tally.values += static_cast<std::int64_t>(reference.size());
    if (!output.codes.empty()) tally.clipped += models::count_clipped(reference, *output.params);
    if (output.stage + 1 == stages_.size()) add_answer(reference, output.values);
  }
  void add_alone(const StageOutput& output, const References& references) {
    tallies_[output.stage].alone.add(references.at(name(stages_[output.stage])), output.values);
  }
  void set_labels(std::span<const std::int64_t> labels) { labels_ = labels; }

  NetworkAccuracy result(std::int64_t samples) const {
    NetworkAccuracy accuracy;
    accuracy.samples = samples;
    for (std::size_t i = 0; i < stages_.size(); ++i) accuracy.stages.push_back(of_stage(i));
    if (!accuracy.stages.empty()) accuracy.output = accuracy.stages.back().error;
    const auto share = [&](std::int64_t count) { return static_cast<double>(count) / static_cast<double>(answers_); };
    if (answers_ > 0) accuracy.agreement = share(same_);
    if (labelled_) {
      accuracy.top1_real = share(right_real_);
      accuracy.top1 = share(right_);
    }
    return accuracy;
  }

 private:
  const std::string& name(const Stage& stage) const { return network_->layers()[stage.last()].name; }

  void add_answer(Reals reference, Reals values) {
    const std::int64_t classes = network_->layers()[stages_.back().last()].output.back();
    const std::vector<std::int64_t> real = winners(reference, classes);
    const std::vector<std::int64_t> ours = winners(values, classes);
    for (std::size_t i = 0; i < real.size(); ++i) {
      ++answers_;
      same_ += real[i] == ours[i] ? 1 : 0;
      if (labels_.size() != real.size()) continue;
      labelled_ = true;
      right_real_ += real[i] == labels_[i] ? 1 : 0;
      right_ += ours[i] == labels_[i] ? 1 : 0;
    }
  }

  StageAccuracy of_stage(std::size_t i) const {
    const Tally& tally = tallies_[i];
    StageAccuracy stage;
    stage.stage = stage_name(*network_, stages_[i]);
    stage.kind = kind_name(network_->layers()[stages_[i].layer].kind);
    stage.quantized = (*arithmetic_)[i] != StageArithmetic::real && scales_[i] > 0;
    stage.scale = scales_[i];
    stage.error = tally.error.error();
    stage.alone = tally.alone.error();
    if (tally.values > 0) stage.clipped = static_cast<double>(tally.clipped) / static_cast<double>(tally.values);
    stage.overflowed_steps = tally.counts.overflowed_steps;
    stage.zero_divisors = tally.counts.zero_divisors;
    return stage;
  }

  const Network* network_;
  std::vector<Stage> stages_;
  const std::vector<StageArithmetic>* arithmetic_;
  std::vector<double> scales_;
  std::vector<Tally> tallies_;
  std::span<const std::int64_t> labels_;
  std::int64_t answers_ = 0;
  std::int64_t same_ = 0;
  std::int64_t right_real_ = 0;
  std::int64_t right_ = 0;
  bool labelled_ = false;
};

}  // namespace

NetworkAccuracy network_accuracy(const models::Chip& chip, const Network& network, const NetworkWeights& weights,
                                 const DataSet& data, const Scales& scales, const AccuracyRequest& request,
                                 std::vector<StageArithmetic> arithmetic) {
  if (arithmetic.empty()) arithmetic.assign(stages_of(network).size(), request.arithmetic);
  const QuantizedNetwork quantized{chip, network, weights, scales, arithmetic};
  FloatNetwork reference{network, weights};
  Comparison comparison{network, quantized, scales, arithmetic};
  const std::int64_t samples = request.samples == 0 ? data.samples() : std::min(request.samples, data.samples());
  for (std::int64_t i = 0; i < samples; ++i) {
    if (request.stop_requested && request.stop_requested()) throw Interrupted{};
    const Sample sample = data.sample(i);
    comparison.set_labels(data.labels(i));
    const References references = real_outputs(reference, network, quantized.stages(), sample);
    quantized.run(sample, [&](const StageOutput& output) { comparison.add(output, references); });
    if (request.alone)
      quantized.run(
          sample, [&](const StageOutput& output) { comparison.add_alone(output, references); },
          [&](const std::string& tensor) { return Reals{references.at(tensor)}; });
    if (request.progress) request.progress(static_cast<std::size_t>(i) + 1, static_cast<std::size_t>(samples));
  }
  return comparison.result(samples);
}

ModelSize model_size(const Network& network, const NetworkWeights& weights, const Scales& scales) {
  constexpr std::int64_t kWord = 4;
  constexpr std::int64_t kByte = 8;
  ModelSize size;
  size.real = weights.count() * kWord;
  for (const Stage& stage : stages_of(network)) {
    const workloads::Layer& layer = network.layers()[stage.layer];
    const auto found = scales.weights.find(layer.name);
    if (found == scales.weights.end()) {
      for (const workloads::ParameterInfo& parameter : workloads::layer_parameters(network, layer))
        if (weights.has(parameter.name)) size.quantized += workloads::element_count(parameter.shape) * kWord;
      continue;
    }
    const FoldedWeights folded = folded_weights(network, stage, weights);
    const auto& params = found->second.params;
    size.quantized +=
        (static_cast<std::int64_t>(folded.weight.size()) * params.front().format.bits + kByte - 1) / kByte;
    size.quantized += static_cast<std::int64_t>(folded.bias.size() + params.size()) * kWord;
  }
  return size;
}

}  // namespace systole::sim
