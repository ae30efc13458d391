// The same network, codes and data under other arithmetic of the chip: accumulators of several widths and policies, and
// every way to requantise.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/accuracy/accuracy_setup.hpp"
#include "sim/accuracy/network_accuracy.hpp"

namespace systole::sim {

struct AccumulatorPoint {
  models::Accumulator accumulator;
  NetworkAccuracy accuracy;
  std::int64_t overflowed_steps = 0;  // of all layers
};

/// One point an accumulator, in their order. Throws as network_accuracy() does.
std::vector<AccumulatorPoint> accumulator_sweep(const AccuracySetup& setup, const Scales& scales,
                                                const std::vector<models::Accumulator>& accumulators,
                                                const AccuracyRequest& request);

struct RequantizePoint {
  models::RequantMode mode = models::RequantMode::float64_half_even;
  NetworkAccuracy accuracy;
  /// Codes beside those of float64_half_even, each stage having the inputs that it has there. Stages whose codes mean
  /// what their input's do (maxima, reshapes) have none.
  std::int64_t codes = 0;
  std::int64_t different = 0;
  std::int32_t most = 0;  // steps between two codes
};

/// One point a mode, in the order of models::RequantMode. Throws as network_accuracy() does.
std::vector<RequantizePoint> requantize_sweep(const AccuracySetup& setup, const Scales& scales,
                                              const AccuracyRequest& request);

std::string accumulators_csv(const std::vector<AccumulatorPoint>& points);
std::string requantize_csv(const std::vector<RequantizePoint>& points);

}  // namespace systole::sim
