// A convolution, linear layer or bare GEMM none of whose sums can leave the accumulator: then neither the order of its
// steps nor where zero points are taken off can be seen in the result, and it is computed the fastest way.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "models/numerics/int8_convolution.hpp"
#include "models/numerics/operators/codes.hpp"
#include "models/numerics/post_process.hpp"
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
  /// bits, or the codes less their zero point 16. `weights` are codes less their zero points; `post` has no correction
  /// for zero points.
  static std::optional<SafeProduct> make(const SafeOperand& input, const workloads::Network& network,
                                         const workloads::Layer& layer, const std::vector<std::int16_t>& weights,
                                         const models::PostProcessing& post);

  void run(models::Codes input, models::MutableCodes output);

 private:
  SafeProduct(models::Int8Convolution sums, std::int32_t zero_point, const models::PostProcessing& post);

  models::Int8Convolution convolution_;
  std::int32_t zero_point_;
  models::PostProcess post_;
  std::size_t pixels_ = 1;  // outputs between two channels
  std::size_t channels_ = 1;
  std::vector<std::int16_t> centred_;
  std::vector<std::int32_t> sums_;
};

}  // namespace systole::sim
