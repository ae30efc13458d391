// What calibration finds: the meaning of the codes of every tensor that has codes of its own, and of all weights.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "models/chip/chip.hpp"
#include "sim/inference/data_set.hpp"
#include "sim/inference/network_weights.hpp"
#include "sim/inference/quant_rules.hpp"
#include "sim/inference/stages.hpp"

namespace systole::sim {

struct WeightScales {
  std::vector<models::QuantParams> params;  // one, or one an output channel
  models::SymmetricSpan span = models::SymmetricSpan::restricted;
  std::vector<std::int16_t> codes;  // where a fit has chosen them itself; else empty: the nearest

  bool operator==(const WeightScales&) const = default;
};

struct Scales {
  std::string network;
  std::string data;                                                     // what was watched
  std::vector<std::string> rules;                                       // of QuantRules
  std::map<std::string, models::QuantParams, std::less<>> activations;  // by tensor
  std::map<std::string, WeightScales, std::less<>> weights;             // by layer

  bool operator==(const Scales&) const = default;
};

struct CalibrationRequest {
  QuantRules rules;
  std::int64_t samples = 100;                                      // of the data, at most
  std::function<bool()> stop_requested;                            // asked between samples; may be empty
  std::function<void(std::size_t done, std::size_t of)> progress;  // may be empty
};

/// Runs the data through the real network and watches every tensor that has codes of its own; weights are watched as
/// they are after batch norms were folded into them. Formats are those of the chip's operands, with the rules' bits.
/// Nothing is drawn here: a calibration has no noise. Throws models::UserError for rules that the chip's operands
/// cannot follow, Interrupted when told to stop.
Scales calibrate(const models::Chip& chip, const workloads::Network& network, const NetworkWeights& weights,
                 const DataSet& data, const CalibrationRequest& request);

/// The codes of the chip's operands, narrowed to the rule's bits. Throws models::UserError for more bits than the
/// operand has and for symmetric codes without a sign.
models::QuantRule activation_rule(const models::Chip& chip, const TensorRule& rule);
models::QuantRule weight_rule(const models::Chip& chip, const TensorRule& rule);

/// Tensors whose codes have a meaning of their own: inputs of the network, and what stages write unless it inherits
/// its first input's (stages.hpp) or is an index.
std::vector<std::string> calibrated_tensors(const workloads::Network& network, const std::vector<Stage>& stages);

}  // namespace systole::sim
