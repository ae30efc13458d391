// Calibration layer after layer, each for all samples, so that what is chosen for one is known when the next is looked
// at: Sparsebit's layerwise order (features observed, weights observed and rebuilt, float forward, then, where layers
// are to be calibrated on what quantised ones give them, the quantised forward).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "sim/inference/activation_watch.hpp"
#include "sim/inference/code_stage.hpp"
#include "sim/inference/input_rows.hpp"
#include "sim/inference/live_tensors.hpp"

namespace systole::sim {

class LayerCalibration {
 public:
  /// Most rows of inputs that a fit of weights sees (AdaRound takes batches of 32 of them).
  static constexpr std::int64_t kMostRows = 4096;

  /// All arguments must outlive this.
  LayerCalibration(const models::Chip& chip, const workloads::Network& network, const NetworkWeights& weights,
                   const CalibrationRequest& request, const std::vector<Sample>& samples);

  /// Fills in parameters, codes of weights and notes. Throws as `calibrate` does.
  void run(Scales& scales);

 private:
  using Flow = std::vector<LiveTensors>;  // a sample each
  using Outputs = std::vector<std::vector<float>>;

  void start(Scales& scales);
  void run_stage(const Stage& stage, Scales& scales);
  void fit_stage_weights(const Stage& stage, bool on_codes, Scales& scales);
  void settle(const std::string& tensor, Scales& scales);
  InputRows rows_of(const workloads::Layer& layer, const Flow& flow, bool on_codes) const;
  /// What a stage on codes would read, as real numbers; else what is there.
  std::vector<std::vector<float>> inputs_of(const workloads::Layer& layer, const LiveTensors& live,
                                            bool on_codes) const;
  Outputs forward(const Stage& stage, const FloatLayer& layer, const Flow& flow, bool on_codes) const;
  Outputs forward_on_codes(const Stage& stage, const Scales& scales) const;
  void stop_if_requested() const;

  const models::Chip* chip_;
  const workloads::Network* network_;
  const NetworkWeights* weights_;
  const CalibrationRequest* request_;
  std::vector<Stage> stages_;
  ActivationWatch watch_;
  TensorParams params_;  // so far
  Flow used_;            // in quantised order: what layers on codes give, as real numbers; else the real network
  Flow real_;            // in quantised order with AdaRound: the real network; else empty
};

}  // namespace systole::sim
