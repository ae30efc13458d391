// Float products of the reference network by oneDNN: fully connected layers, and products of two activations.
#pragma once

#include <memory>
#include <span>

#include "models/numerics/product_shape.hpp"

namespace systole::models {

/// output = input · weightsᵀ + bias[outputs], laid out as LinearShape tells. Prepared once; not for several threads at
/// once.
class FloatLinear {
 public:
  /// `bias` may be empty. Both are copied. Throws ModelError when they do not fit the shape.
  FloatLinear(const LinearShape& shape, std::span<const float> weights, std::span<const float> bias = {});
  FloatLinear(FloatLinear&&) noexcept;
  FloatLinear& operator=(FloatLinear&&) noexcept;
  ~FloatLinear();

  /// Throws ModelError when spans do not fit the shape.
  void run(std::span<const float> input, std::span<float> output);

 private:
  struct Prepared;
  std::unique_ptr<Prepared> prepared_;
};

/// c = a · b for each of the batch. Throws ModelError when spans do not fit the shape.
void float_matmul(const MatmulShape& shape, std::span<const float> a, std::span<const float> b, std::span<float> c);

}  // namespace systole::models
