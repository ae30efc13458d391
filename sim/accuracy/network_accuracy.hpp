// What a chip's numbers do to a network's answer: the network on codes beside the same network in real numbers.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "models/numerics/quantize/quant_error.hpp"
#include "sim/inference/quantized_network.hpp"

namespace systole::sim {

struct AccuracyRequest {
  std::int64_t samples = 0;  // of the data; 0: all
  StageArithmetic arithmetic = StageArithmetic::integer;
  bool alone = true;                                               // also each stage by itself, on exact inputs
  std::function<bool()> stop_requested;                            // asked between samples; may be empty
  std::function<void(std::size_t done, std::size_t of)> progress;  // may be empty
  std::int64_t workers = 0;  // at most so many threads; 0: as many as cores. No result depends on it
};

/// One stage over all samples.
struct StageAccuracy {
  std::string stage;  // "conv1 +bn1 +relu1"
  std::string kind;
  bool quantized = true;
  double scale = 0;          // of the output's codes
  models::QuantError error;  // with the errors of all stages before it
  models::QuantError alone;  // of this stage alone: its inputs are exact, but for their own codes
  double clipped = 0;        // share of real values outside the codes' range
  std::int64_t overflowed_steps = 0;
  std::int64_t zero_divisors = 0;
};

struct NetworkAccuracy {
  std::int64_t samples = 0;
  std::vector<StageAccuracy> stages;
  models::QuantError output;  // of the last stage
  /// Shares of all elements of the batch of every sample.
  std::optional<double> top1_real;  // with labels
  std::optional<double> top1;
  double agreement = 0;  // the largest output is the same
};

/// `arithmetic` a stage; empty: the request's for all. Throws models::UserError for what the chip cannot compute,
/// Interrupted when told to stop.
NetworkAccuracy network_accuracy(const models::Chip& chip, const workloads::Network& network,
                                 const NetworkWeights& weights, const DataSet& data, const Scales& scales,
                                 const AccuracyRequest& request, std::vector<StageArithmetic> arithmetic = {});

/// Bytes of all parameters: as 32-bit floats, and as the codes of `scales` with 32-bit biases and scales.
struct ModelSize {
  std::int64_t real = 0;
  std::int64_t quantized = 0;
};
ModelSize model_size(const workloads::Network& network, const NetworkWeights& weights, const Scales& scales);

}  // namespace systole::sim
