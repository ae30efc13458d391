// What calibration finds: the meaning of the codes of every tensor that has codes of its own, and of all weights.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "models/chip/chip.hpp"
#include "models/numerics/observe/observer.hpp"
#include "sim/inference/data_set.hpp"
#include "sim/inference/float_layer.hpp"
#include "sim/inference/network_weights.hpp"
#include "sim/inference/quant_rules.hpp"
#include "sim/inference/stages.hpp"

namespace systole::sim {

struct WeightScales {
  std::vector<models::QuantParams> params;  // one, or one an output channel
  models::SymmetricSpan span = models::SymmetricSpan::restricted;
  bool own_codes = false;           // a fit has chosen the codes; else they are the nearest to the weights
  std::vector<std::int16_t> codes;  // those, if they are there

  bool operator==(const WeightScales&) const = default;
};

/// On whose numbers a network's layers are calibrated.
enum class CalibrationOrder {
  real,       // those of the real network
  quantized,  // those that the layers before give on codes, as the chip computes them: layer after layer
};

struct Scales {
  std::string network;
  std::string data;                // what was watched
  std::vector<std::string> rules;  // of QuantRules
  CalibrationOrder order = CalibrationOrder::real;
  bool equalized = false;                                               // of weights that were equalised before
  std::string codes_file;                                               // where codes of fits are; empty: nowhere
  std::string codes_hash;                                               // of these codes: `hash_of_codes`
  std::vector<std::string> notes;                                       // for the user to see
  std::map<std::string, models::QuantParams, std::less<>> activations;  // by tensor
  std::map<std::string, WeightScales, std::less<>> weights;             // by layer

  bool operator==(const Scales&) const = default;
};

struct CalibrationRequest {
  QuantRules rules;
  std::int64_t samples = 100;  // of the data, at most
  CalibrationOrder order = CalibrationOrder::real;
  std::int64_t adaround_steps = 2000;                                // of descent, a layer
  std::function<bool()> stop_requested;                              // asked between samples; may be empty
  std::function<void(std::size_t done, std::size_t of)> progress;    // in samples, or in layers; may be empty
  std::function<void(const std::string& tensor, Reals values)> tap;  // sees all that is watched; may be empty
};

/// Runs the data through the network and watches every tensor that has codes of its own; weights are watched as they
/// are after batch norms were folded into them. Formats are those of the chip's operands, with the rules' bits. Nothing
/// is drawn that comes near the result: a calibration has no noise.
///
/// In real order without AdaRound sample after sample. Else layer after layer, each for all samples: first the weights
/// (AdaRound with the layer's inputs), then the outputs with these weights, then, in quantised order, the layer on
/// codes. The live tensors of all samples are in memory then (layer_calibration.hpp).
///
/// Throws models::UserError for rules that the chip's operands or a rule's backend cannot follow and for data without
/// samples, Interrupted when told to stop.
Scales calibrate(const models::Chip& chip, const workloads::Network& network, const NetworkWeights& weights,
                 const DataSet& data, const CalibrationRequest& request);

/// The codes of the chip's operands, narrowed to the rule's bits. Throws models::UserError for more bits than the
/// operand has and for symmetric codes without a sign.
models::QuantRule activation_rule(const models::Chip& chip, const TensorRule& rule);
models::QuantRule weight_rule(const models::Chip& chip, const TensorRule& rule);
/// The rule's observer for these codes.
models::ObserverOptions observer_options(const models::QuantRule& codes, const TensorRule& rule);

/// Tensors whose codes have a meaning of their own: inputs of the network, and what stages write unless it inherits
/// its first input's (stages.hpp) or is an index.
std::vector<std::string> calibrated_tensors(const workloads::Network& network, const std::vector<Stage>& stages);

/// The layer whose rules hold for a tensor: the first of the stage that writes it, or the input itself.
std::string ruling_layer(const workloads::Network& network, const std::vector<Stage>& stages,
                         const std::string& tensor);

template <>
const WordTable<CalibrationOrder>& word_table();

}  // namespace systole::sim
