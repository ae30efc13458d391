#include "sim/accuracy/accuracy_setup.hpp"

#include <fmt/format.h>

#include <utility>

#include "models/errors.hpp"
#include "models/onednn/one_thread.hpp"
#include "sim/files/shipped.hpp"
#include "sim/inference/codes_file.hpp"
#include "sim/inference/equalized_weights.hpp"
#include "sim/inference/float_network.hpp"
#include "sim/inference/scales_file.hpp"
#include "workloads/readers/reader.hpp"

namespace systole::sim {

namespace {

constexpr std::int64_t kTuningSamples = 8;

DataSet load_data(Shelf shelf, const std::string& file, const workloads::Network& network,
                  const SetupRequest& request) {
  if (!file.empty()) return DataSet::read(find_file(shelf, file), network);
  return DataSet::draw(network, request.drawn_samples, request.seed);
}

NetworkWeights load_weights(const SetupRequest& request, AccuracySetup& setup) {
  if (!request.weights.empty()) return NetworkWeights::read(find_file(Shelf::weights, request.weights), setup.network);
  NetworkWeights weights = NetworkWeights::draw(setup.network, request.seed);
  setup.notes.push_back(fmt::format("no weights given: drawn from seed {}", request.seed));
  const models::OneThread one_thread;
  tune_drawn_weights(setup.network, weights, setup.calibration.first(kTuningSamples));
  return weights;
}

void equalize(AccuracySetup& setup) {
  EqualizedWeights equalized = equalize_weights(setup.network, setup.weights);
  setup.weights = std::move(equalized.weights);
  setup.equalized = true;
  constexpr std::size_t kNamed = 3;
  std::vector<std::string> named;
  named.reserve(kNamed);
  for (const auto& [first, second] : equalized.pairs)
    if (named.size() < kNamed) named.push_back(fmt::format("{} and {}", first, second));
  if (named.empty())
    setup.notes.emplace_back(
        "no two layers can be equalised: none follow each other with nothing but relu and pools between them");
  else
    setup.notes.push_back(fmt::format("equalised {} pairs of layers: {}{}", equalized.pairs.size(),
                                      fmt::join(named, ", "), equalized.pairs.size() > kNamed ? ", …" : ""));
}

Scales scales_in_file(const AccuracySetup& setup, const SetupRequest& request) {
  Scales scales = read_scales(request.scales, setup.network);
  if (scales.equalized && !setup.equalized)
    throw models::UserError(request.scales + ": these are scales of equalised weights: add --equalize");
  if (!scales.equalized && setup.equalized)
    throw models::UserError(request.scales +
                            ": these are scales of weights that were not equalised: leave out --equalize");
  if (has_own_codes(scales) && request.codes.empty())
    throw models::UserError(request.scales +
                            ": a fit has chosen codes of weights that are not the nearest ones; they are in " +
                            (scales.codes_file.empty() ? "no file: calibrate with --weights-out"
                                                       : scales.codes_file + ": add --codes " + scales.codes_file));
  if (!has_own_codes(scales) && !request.codes.empty())
    throw models::UserError("--codes " + request.codes + ": all codes of " + request.scales +
                            " are the nearest ones: leave it out");
  if (!request.codes.empty()) read_codes(request.codes, setup.network, scales);
  return scales;
}

}  // namespace

AccuracySetup load_setup(const SetupRequest& request) {
  if (!request.codes.empty() && request.scales.empty())
    throw models::UserError("--codes " + request.codes +
                            ": codes of weights have a meaning with their scales alone: add --scales");
  AccuracySetup setup{load_chip(find_file(Shelf::accelerators, request.accelerator), request.overrides),
                      workloads::read_network(find_file(Shelf::workloads, request.workload)),
                      {},
                      {},
                      {},
                      QuantRules{request.rules},
                      {},
                      false,
                      {}};
  setup.rules.check(setup.network);
  setup.calibrating.rules = setup.rules;
  setup.calibrating.order = request.order;
  setup.calibrating.adaround_steps = request.adaround_steps;
  setup.calibrating.samples = request.calibration_samples;
  setup.data = load_data(Shelf::data, request.data, setup.network, request);
  setup.calibration = request.calibration.empty()
                          ? setup.data
                          : load_data(Shelf::calibration, request.calibration, setup.network, request);
  if (request.data.empty()) setup.notes.push_back("no data given: " + setup.data.source());
  setup.weights = load_weights(request, setup);
  if (request.equalize) equalize(setup);
  return setup;
}

std::vector<StageArithmetic> arithmetic_of(const workloads::Network& network, const QuantRules& rules,
                                           const AccuracyRequest& request) {
  std::vector<StageArithmetic> arithmetic;
  for (const Stage& stage : stages_of(network))
    arithmetic.push_back(rules.of(network.layers()[stage.layer].name).enabled ? request.arithmetic
                                                                              : StageArithmetic::real);
  return arithmetic;
}

Scales scales_of(const AccuracySetup& setup, const SetupRequest& request) {
  if (!request.scales.empty()) return scales_in_file(setup, request);
  CalibrationRequest calibration = setup.calibrating;
  calibration.rules = setup.rules;
  calibration.stop_requested = request.stop_requested;
  calibration.progress = request.progress;
  Scales scales = calibrate(setup.chip.chip, setup.network, setup.weights, setup.calibration, calibration);
  scales.equalized = setup.equalized;
  return scales;
}

}  // namespace systole::sim
