#include "sim/accuracy/accuracy_setup.hpp"

#include <fmt/format.h>

#include "models/onednn/one_thread.hpp"
#include "sim/files/shipped.hpp"
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

}  // namespace

AccuracySetup load_setup(const SetupRequest& request) {
  AccuracySetup setup{load_chip(find_file(Shelf::accelerators, request.accelerator), request.overrides),
                      workloads::read_network(find_file(Shelf::workloads, request.workload)),
                      {},
                      {},
                      {},
                      QuantRules{request.rules},
                      {}};
  setup.rules.check(setup.network);
  setup.data = load_data(Shelf::data, request.data, setup.network, request);
  setup.calibration = request.calibration.empty()
                          ? setup.data
                          : load_data(Shelf::calibration, request.calibration, setup.network, request);
  if (request.data.empty()) setup.notes.push_back("no data given: " + setup.data.source());
  if (!request.weights.empty()) {
    setup.weights = NetworkWeights::read(find_file(Shelf::weights, request.weights), setup.network);
    return setup;
  }
  setup.weights = NetworkWeights::draw(setup.network, request.seed);
  setup.notes.push_back(fmt::format("no weights given: drawn from seed {}", request.seed));
  const models::OneThread one_thread;
  tune_drawn_weights(setup.network, setup.weights, setup.calibration.first(kTuningSamples));
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
  if (!request.scales.empty()) return read_scales(request.scales, setup.network);
  CalibrationRequest calibration;
  calibration.rules = setup.rules;
  calibration.samples = request.calibration_samples;
  calibration.stop_requested = request.stop_requested;
  calibration.progress = request.progress;
  return calibrate(setup.chip.chip, setup.network, setup.weights, setup.calibration, calibration);
}

}  // namespace systole::sim
