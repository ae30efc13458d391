// A product of two activations where no sum leaves the accumulator: computed the fastest way, as SafeProduct.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "models/numerics/int8_product.hpp"
#include "models/numerics/operators/codes.hpp"
#include "models/numerics/post_process_sums.hpp"
#include "models/numerics/product_shape.hpp"
#include "sim/inference/safe_product.hpp"

namespace systole::sim {

class SafeMatmul {
 public:
  /// None if a sum of centred codes may leave 32 bits. `post` has no correction for zero points.
  static std::optional<SafeMatmul> make(const models::MatmulShape& shape, const SafeOperand& a, const SafeOperand& b,
                                        const models::PostProcessing& post);

  /// Whether no sum of products of codes between the lowest and the highest of each leaves the accumulator.
  bool holds(models::Codes a, models::Codes b) const;
  /// Of inputs that it holds.
  void run(models::Codes a, models::Codes b, models::MutableCodes output);

 private:
  SafeMatmul(const models::MatmulShape& shape, const SafeOperand& a, const SafeOperand& b,
             const models::PostProcessing& post);
  bool fits(const models::OperandRange& a, const models::OperandRange& b) const;

  models::MatmulShape shape_;
  SafeOperand a_;
  SafeOperand b_;
  models::Int8Product product_;
  models::PostProcessSums post_;
  bool holds_all_ = false;
  std::vector<std::int16_t> centred_a_;
  std::vector<std::int16_t> centred_b_;
  std::vector<std::int32_t> sums_;
};

}  // namespace systole::sim
