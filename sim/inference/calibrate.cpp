#include <fmt/format.h>

#include <algorithm>

#include "models/errors.hpp"
#include "models/onednn/one_thread.hpp"
#include "sim/inference/about_layer.hpp"
#include "sim/inference/activation_watch.hpp"
#include "sim/inference/backend_check.hpp"
#include "sim/inference/float_network.hpp"
#include "sim/inference/layer_calibration.hpp"
#include "sim/inference/scales.hpp"
#include "sim/inference/weight_fit.hpp"
#include "sim/run/run.hpp"

namespace systole::sim {

using workloads::Network;

namespace {

/// What of a calibration is asked of every part of it.
struct Job {
  const models::Chip& chip;
  const Network& network;
  const NetworkWeights& weights;
  const CalibrationRequest& request;
  std::vector<Stage> stages;
  std::vector<Sample> samples;
};

bool uses(const Job& job, models::Quantizer quantizer) {
  return std::any_of(job.stages.begin(), job.stages.end(), [&](const Stage& stage) {
    const std::string& name = job.network.layers()[stage.layer].name;
    return job.request.rules.of(name).weights.quantizer == quantizer;
  });
}

/// In real order no layer has to wait for another: only one sample's tensors are in memory.
void calibrate_by_sample(const Job& job, Scales& scales) {
  ActivationWatch watch{job.chip, job.network, job.stages, job.request};
  for (const Stage& stage : job.stages) {
    const std::string& name = job.network.layers()[stage.layer].name;
    const FoldedWeights folded = folded_weights(job.network, stage, job.weights);
    if (folded.weight.empty()) continue;
    const TensorRule rule = job.request.rules.of(name).weights;
    scales.weights[name] = about_layer(name, [&] { return fit_weights(job.chip, folded, rule); });
  }
  FloatNetwork reference{job.network, job.weights};
  for (std::size_t i = 0; i < job.samples.size(); ++i) {
    if (job.request.stop_requested && job.request.stop_requested()) throw Interrupted{};
    for (const auto& [name, values] : job.samples[i]) watch.observe(name, values);
    reference.run(job.samples[i],
                  [&](std::size_t layer, Reals values) { watch.observe(job.network.layers()[layer].name, values); });
    if (job.request.progress) job.request.progress(i + 1, job.samples.size());
  }
  watch.settle_all(scales);
}

void add_notes(const Job& job, Scales& scales) {
  std::vector<std::string> squeezed;
  for (const auto& [name, weights] : scales.weights)
    if (job.request.rules.of(name).weights.quantizer == models::Quantizer::dorefa) squeezed.push_back(name);
  if (!squeezed.empty())
    scales.notes.push_back(fmt::format(
        "dorefa squeezes weights to -1..1 ({}): a network that was not trained with it computes something else",
        fmt::join(squeezed, ", ")));
}

}  // namespace

Scales calibrate(const models::Chip& chip, const Network& network, const NetworkWeights& weights, const DataSet& data,
                 const CalibrationRequest& request) {
  request.rules.check(network);
  Job job{chip, network, weights, request, stages_of(network), {}};
  check_backends(chip, network, job.stages, request.rules);
  const std::int64_t samples = std::min(request.samples, data.samples());
  if (samples < 1) throw models::UserError("there is nothing to calibrate with: " + data.source() + " has no sample");
  for (std::int64_t i = 0; i < samples; ++i) job.samples.push_back(data.sample(i));
  Scales scales;
  scales.network = network.name();
  scales.data = fmt::format("{} of {}", samples, data.source());
  scales.rules = request.rules.assignments();
  scales.order = request.order;
  const models::OneThread one_thread;  // layers are small beside what their threads cost
  if (request.order == CalibrationOrder::real && !uses(job, models::Quantizer::adaround))
    calibrate_by_sample(job, scales);
  else
    LayerCalibration{chip, network, weights, request, job.samples}.run(scales);
  add_notes(job, scales);
  check_backends(network, job.stages, request.rules, scales);
  return scales;
}

}  // namespace systole::sim
