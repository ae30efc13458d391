// A convolution, linear layer or bare GEMM where no sum leaves the accumulator: then neither the order of its steps nor
// where zero points are taken off can be seen in the result, and it is computed the fastest way.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "models/numerics/operators/codes.hpp"
#include "models/numerics/post_process.hpp"
#include "models/numerics/quantized_convolution.hpp"
#include "models/numerics/sum_range.hpp"
#include "workloads/network/network.hpp"

namespace systole::sim {

/// Of sums of centred codes that are computed the fastest way.
inline constexpr int kSumBits = 32;

struct SafeOperand {
  int accumulator_bits = 32;
  models::QuantParams params;    // of the input's codes
  std::int16_t edge_offset = 0;  // subtracted from codes before they enter the array
};

class SafeProduct {
 public:
  /// None if the bounds of any sum of centred codes leave 32 bits, or the centred codes 16. `weights` are codes less
  /// their zero points; `post` has no correction for zero points.
  static std::optional<SafeProduct> make(const SafeOperand& input, const workloads::Network& network,
                                         const workloads::Layer& layer, const std::vector<std::int16_t>& weights,
                                         const models::PostProcessing& post);

  /// Whether no sum of the weights times codes between the lowest and the highest of `input`, in any order, leaves the
  /// accumulator. For most layers any codes of the format will do.
  bool holds(models::Codes input) const;
  bool holds_all() const { return holds_all_; }
  /// Of inputs that it holds.
  void run(models::Codes input, models::MutableCodes output) { convolution_.run(input, output); }

 private:
  SafeProduct(models::QuantizedConvolution convolution, const SafeOperand& input)
      : convolution_{std::move(convolution)}, input_{input} {}
  bool holds(const models::OperandRange& codes) const;

  models::QuantizedConvolution convolution_;
  SafeOperand input_;
  std::vector<models::SumRange> ones_;  // of each filter's weights: sums over some of them
  bool holds_all_ = false;
};

}  // namespace systole::sim
