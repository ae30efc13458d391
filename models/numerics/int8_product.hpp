// Integer matrix products at the speed of int8 hardware, by oneDNN, with sums that are exact to the last bit for the
// reasons that int8_convolution.hpp gives: fully connected layers, and products of two activations.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "models/numerics/product_shape.hpp"
#include "models/numerics/sum_range.hpp"

namespace systole::models {

/// sums[rows][outputs] = input[rows][inputs] · weights[outputs][inputs]ᵀ, prepared once for its weights. Not for
/// several threads at once.
class Int8Linear {
 public:
  /// Inputs will lie in `input`: as the multipliers see them. Weights are copied. Throws ModelError when they do not
  /// fit the shape or a sum may leave 32 bits.
  Int8Linear(const LinearShape& shape, std::span<const std::int16_t> weights, const OperandRange& input);
  Int8Linear(Int8Linear&&) noexcept;
  Int8Linear& operator=(Int8Linear&&) noexcept;
  ~Int8Linear();

  /// Throws ModelError when spans do not fit the shape or an input is out of its range.
  void run(std::span<const std::int16_t> input, std::span<std::int32_t> sums);
  void run(std::span<const std::int8_t> input, std::span<std::int32_t> sums);
  void run(std::span<const std::uint8_t> input, std::span<std::int32_t> sums);

  /// Slices of the reduction; 0 where exact_convolution does the work.
  std::int64_t slices() const;

 private:
  struct Prepared;
  std::unique_ptr<Prepared> prepared_;
};

/// c = a · b for each of the batch, both operands new in every run. Not for several threads at once.
class Int8Product {
 public:
  /// Operands will lie in these ranges. Throws ModelError where a sum of such may leave 32 bits.
  Int8Product(const MatmulShape& shape, const OperandRange& a, const OperandRange& b);
  Int8Product(Int8Product&&) noexcept;
  Int8Product& operator=(Int8Product&&) noexcept;
  ~Int8Product();

  /// Throws ModelError when spans do not fit the shape or a value is out of its range.
  void run(std::span<const std::int16_t> a, std::span<const std::int16_t> b, std::span<std::int32_t> c);

  /// Slices of the reduction; 0 where a plain loop does the work.
  std::int64_t slices() const;

 private:
  struct Prepared;
  std::unique_ptr<Prepared> prepared_;
};

}  // namespace systole::models
