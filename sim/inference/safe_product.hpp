// A convolution, linear layer or bare GEMM none of whose sums can leave the accumulator: then neither the order of its
// steps nor where zero points are taken off can be seen in the result, and it is computed the fastest way.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "models/numerics/operators/codes.hpp"
#include "models/numerics/post_process.hpp"
#include "models/numerics/quantized_convolution.hpp"
#include "workloads/network/network.hpp"

namespace systole::sim {

struct SafeOperand {
  int accumulator_bits = 32;
  models::QuantParams params;    // of the input's codes
  std::int16_t edge_offset = 0;  // subtracted from codes before they enter the array
};

class SafeProduct {
 public:
  /// None if the bounds of any sum, of weights times any codes of the format in any order, leave the accumulator or 32
  /// bits. `weights` are codes less their zero points; `post` has no correction for zero points.
  static std::optional<SafeProduct> make(const SafeOperand& input, const workloads::Network& network,
                                         const workloads::Layer& layer, const std::vector<std::int16_t>& weights,
                                         const models::PostProcessing& post);

  void run(models::Codes input, models::MutableCodes output) { convolution_.run(input, output); }

 private:
  explicit SafeProduct(models::QuantizedConvolution convolution) : convolution_{std::move(convolution)} {}

  models::QuantizedConvolution convolution_;
};

}  // namespace systole::sim
