#include "sim/accuracy/network_accuracy.hpp"

#include <algorithm>
#include <map>
#include <memory>

#include "sim/inference/float_network.hpp"
#include "sim/inference/folded_weights.hpp"
#include "sim/inference/sample_workers.hpp"

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

  Tally& operator+=(const Tally& other) {
    error += other.error;
    alone += other.alone;
    values += other.values;
    clipped += other.clipped;
    counts += other.counts;
    return *this;
  }
};

/// How often the largest output was what.
struct Answers {
  std::int64_t count = 0;
  std::int64_t same = 0;
  std::int64_t labelled = 0;
  std::int64_t right_real = 0;
  std::int64_t right = 0;

  void add(const std::vector<std::int64_t>& real, const std::vector<std::int64_t>& ours,
           std::span<const std::int64_t> labels) {
    for (std::size_t i = 0; i < real.size(); ++i) {
      ++count;
      same += real[i] == ours[i] ? 1 : 0;
      if (labels.size() != real.size()) continue;
      ++labelled;
      right_real += real[i] == labels[i] ? 1 : 0;
      right += ours[i] == labels[i] ? 1 : 0;
    }
  }
  Answers& operator+=(const Answers& other) {
    count += other.count;
    same += other.same;
    labelled += other.labelled;
    right_real += other.right_real;
    right += other.right;
    return *this;
  }
};

/// What is known about the stages before any sample is run.
struct StageFacts {
  std::vector<Stage> stages;
  std::vector<std::string> outputs;
  std::vector<double> scales;  // 0: no codes
};

StageFacts facts_of(const Network& network, const Scales& scales) {
  StageFacts facts{stages_of(network), {}, {}};
  const TensorParams params = tensor_params(network, facts.stages, scales);
  for (const Stage& stage : facts.stages) {
    facts.outputs.push_back(network.layers()[stage.last()].name);
    const auto found = params.find(facts.outputs.back());
    facts.scales.push_back(found == params.end() ? 0 : found->second.scale);
  }
  return facts;
}

/// One sample, or several added up in their order: sums of doubles are then the same whoever computed them.
class Comparison {
 public:
  explicit Comparison(const StageFacts& facts) {
    for (const double scale : facts.scales)
      tallies_.push_back({models::QuantErrorSum{scale}, models::QuantErrorSum{scale}, 0, 0, {}});
  }

  void add(const StageOutput& output, const std::vector<float>& reference) {
    Tally& tally = tallies_[output.stage];
    tally.error.add(reference, output.values);
    tally.counts += output.counts;
    tally.values += static_cast<std::int64_t>(reference.size());
    if (!output.codes.empty()) tally.clipped += models::count_clipped(reference, *output.params);
  }
  void add_alone(const StageOutput& output, const std::vector<float>& reference) {
    tallies_[output.stage].alone.add(reference, output.values);
  }
  void add_answers(Reals real, Reals ours, std::int64_t classes, std::span<const std::int64_t> labels) {
    answers_.add(winners(real, classes), winners(ours, classes), labels);
  }
  Comparison& operator+=(const Comparison& other) {
    for (std::size_t i = 0; i < tallies_.size(); ++i) tallies_[i] += other.tallies_[i];
    answers_ += other.answers_;
    return *this;
  }

  const Tally& tally(std::size_t stage) const { return tallies_[stage]; }
  const Answers& answers() const { return answers_; }

 private:
  std::vector<Tally> tallies_;
  Answers answers_;
};

/// Networks of one worker.
class Worker {
 public:
  Worker(const models::Chip& chip, const Network& network, const NetworkWeights& weights, const Scales& scales,
         const std::vector<StageArithmetic>& arithmetic)
      : network_{&network}, real_{network, weights}, quantized_{chip, network, weights, scales, arithmetic} {}

  Comparison run(const StageFacts& facts, const Sample& sample, std::span<const std::int64_t> labels, bool alone) {
    const References references = real_outputs(real_, *network_, facts.stages, sample);
    Comparison comparison{facts};
    quantized_.run(sample, [&](const StageOutput& output) {
      const std::vector<float>& reference = references.at(facts.outputs[output.stage]);
      comparison.add(output, reference);
      if (output.stage + 1 == facts.stages.size())
        comparison.add_answers(reference, output.values, network_->layers()[facts.stages.back().last()].output.back(),
                               labels);
    });
    if (alone)
      quantized_.run(
          sample,
          [&](const StageOutput& output) { comparison.add_alone(output, references.at(facts.outputs[output.stage])); },
          [&](const std::string& tensor) { return Reals{references.at(tensor)}; });
    return comparison;
  }

 private:
  const Network* network_;
  FloatNetwork real_;
  QuantizedNetwork quantized_;
};

NetworkAccuracy accuracy_of(const Network& network, const StageFacts& facts, const Comparison& comparison,
                            const std::vector<StageArithmetic>& arithmetic) {
  NetworkAccuracy accuracy;
  for (std::size_t i = 0; i < facts.stages.size(); ++i) {
    const Tally& tally = comparison.tally(i);
    StageAccuracy stage;
    stage.stage = stage_name(network, facts.stages[i]);
    stage.kind = kind_name(network.layers()[facts.stages[i].layer].kind);
    stage.quantized = arithmetic[i] != StageArithmetic::real && facts.scales[i] > 0;
    stage.scale = facts.scales[i];
    stage.error = tally.error.error();
    stage.alone = tally.alone.error();
    if (tally.values > 0) stage.clipped = static_cast<double>(tally.clipped) / static_cast<double>(tally.values);
    stage.overflowed_steps = tally.counts.overflowed_steps;
    stage.zero_divisors = tally.counts.zero_divisors;
    accuracy.stages.push_back(std::move(stage));
  }
  if (!accuracy.stages.empty()) accuracy.output = accuracy.stages.back().error;
  const Answers& answers = comparison.answers();
  const auto share = [&](std::int64_t count) {
    return static_cast<double>(count) / static_cast<double>(answers.count);
  };
  if (answers.count > 0) accuracy.agreement = share(answers.same);
  if (answers.labelled > 0) {
    accuracy.top1_real = share(answers.right_real);
    accuracy.top1 = share(answers.right);
  }
  return accuracy;
}

}  // namespace

NetworkAccuracy network_accuracy(const models::Chip& chip, const Network& network, const NetworkWeights& weights,
                                 const DataSet& data, const Scales& scales, const AccuracyRequest& request,
                                 std::vector<StageArithmetic> arithmetic) {
  const StageFacts facts = facts_of(network, scales);
  if (arithmetic.empty()) arithmetic.assign(facts.stages.size(), request.arithmetic);
  const std::int64_t samples = request.samples == 0 ? data.samples() : std::min(request.samples, data.samples());
  std::vector<Comparison> comparisons(static_cast<std::size_t>(samples), Comparison{facts});
  for_each_sample({samples, request.stop_requested, request.progress, request.workers}, [&]() -> SampleWork {
    const auto worker = std::make_shared<Worker>(chip, network, weights, scales, arithmetic);
    return [&, worker](std::int64_t i) {
      comparisons[static_cast<std::size_t>(i)] = worker->run(facts, data.sample(i), data.labels(i), request.alone);
    };
  });
  Comparison all{facts};
  for (const Comparison& each : comparisons) all += each;
  NetworkAccuracy accuracy = accuracy_of(network, facts, all, arithmetic);
  accuracy.samples = samples;
  return accuracy;
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
