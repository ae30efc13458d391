// Everything that a question about a network's numbers needs, from what the user named.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "sim/accuracy/network_accuracy.hpp"
#include "sim/config/chip_reader.hpp"
#include "sim/inference/scales.hpp"

namespace systole::sim {

struct SetupRequest {
  std::string accelerator;  // path or shipped name, as are all of these
  std::string workload;
  std::vector<std::string> overrides;  // --set
  std::string weights;                 // empty: drawn
  std::string data;                    // empty: drawn
  std::string calibration;             // data to calibrate with; empty: `data`
  std::string scales;                  // of an earlier calibration; empty: calibrate now
  std::string codes;                   // of the weights of `scales`, where fits chose them; empty: none
  std::vector<std::string> rules;      // --quantize
  bool equalize = false;               // the weights, before anything else is done with them
  CalibrationOrder order = CalibrationOrder::real;
  std::int64_t adaround_steps = 2000;
  std::int64_t drawn_samples = 16;
  std::int64_t calibration_samples = 100;
  std::uint64_t seed = 1;
  std::function<bool()> stop_requested;
  std::function<void(std::size_t done, std::size_t of)> progress;  // of the calibration
};

struct AccuracySetup {
  LoadedChip chip;
  workloads::Network network;
  NetworkWeights weights;
  DataSet data;
  DataSet calibration;
  QuantRules rules;
  CalibrationRequest calibrating;  // by these rules, in the order that was asked for
  bool equalized = false;          // the weights are
  std::vector<std::string> notes;  // what was drawn, for the user to see
};

/// Reads and draws; drawn weights are tuned to the calibration data. Throws models::UserError.
AccuracySetup load_setup(const SetupRequest& request);

/// The request's arithmetic for each stage, but real where the rules say `enabled=false`.
std::vector<StageArithmetic> arithmetic_of(const workloads::Network& network, const QuantRules& rules,
                                           const AccuracyRequest& request);

/// Those of `request.scales`, or of a calibration now. Throws models::UserError, also for scales of weights that were
/// equalised when the setup's are not, or the other way round, and for codes that are needed and not given;
/// Interrupted.
Scales scales_of(const AccuracySetup& setup, const SetupRequest& request);

}  // namespace systole::sim
