// A layer's codes and results as arrays that numpy reads: what --save-outputs writes, and --inputs takes again.
#pragma once

#include <span>
#include <string>

#include "models/cim/linear.hpp"
#include "workloads/tensors/npz.hpp"

namespace systole::sim {

/// What a layer computed with, and what it came to.
struct SavedLayer {
  std::span<const std::int16_t> codes;  // [tokens][inputs]
  const models::CimWeights* weights;
  std::span<const double> recombined;  // [tokens][outputs]
  std::span<const float> results;      // [tokens][outputs]
};

void save_layer(const std::string& name, const SavedLayer& layer, workloads::NpzWriter& operands,
                workloads::NpzWriter& outputs);

/// Of the last run of a layer that records.
void save_layer(const std::string& name, const models::CimLinear& layer, std::span<const float> results,
                workloads::NpzWriter& operands, workloads::NpzWriter& outputs);

}  // namespace systole::sim
