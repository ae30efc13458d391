// The inputs of a convolution, linear layer or bare GEMM unfolded: a row is all that one sum reads, in the order of the
// layer's weights. Fits that reproduce a layer's outputs need them (models/numerics/fit/adaround.hpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/inference/float_layer.hpp"
#include "sim/inference/layer_shapes.hpp"

namespace systole::sim {

class InputRows {
 public:
  /// Of all positions of all `samples` the chosen ones lie evenly, `most` of them at most.
  InputRows(const workloads::Network& network, const workloads::Layer& layer, std::int64_t samples, std::int64_t most);

  /// The layer's input in the next sample; padding reads 0.
  void add(Reals input);

  std::int64_t groups() const { return geometry_.shape.groups; }
  /// Elements of a row.
  std::int64_t columns() const { return geometry_.shape.reduction(); }
  /// Of one group of a grouped convolution.
  std::span<const float> rows(std::int64_t group) const { return rows_[static_cast<std::size_t>(group)]; }

 private:
  void unfold(Reals input, std::int64_t position);

  ProductGeometry geometry_;
  std::int64_t positions_ = 0;  // of a sample
  std::int64_t total_ = 0;
  std::int64_t wanted_ = 0;
  std::int64_t taken_ = 0;
  std::int64_t sample_ = 0;
  std::vector<std::vector<float>> rows_;
};

}  // namespace systole::sim
