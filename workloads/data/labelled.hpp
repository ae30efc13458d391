// Samples with the class that each belongs to: what a network is calibrated with and judged by.
#pragma once

#include <cstdint>
#include <vector>

#include "workloads/network/layer.hpp"
#include "workloads/tensors/npz.hpp"

namespace systole::workloads {

struct LabelledSamples {
  Shape shape;                       // [N, ...], batch first
  std::vector<float> x;              // C order
  std::vector<std::int64_t> labels;  // N, counted from 0

  bool operator==(const LabelledSamples&) const = default;
};

/// Arrays `x` (float32) and `labels` (int64) of a data file, as the ones in workloads/zoo/ have them. Throws
/// models::ModelError when values or labels are not as many as the shape says.
TensorMap data_tensors(const LabelledSamples& samples);

}  // namespace systole::workloads
