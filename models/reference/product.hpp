// Float products of the reference network by oneDNN: fully connected layers, and products of two activations.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

namespace systole::models {

struct LinearShape {
  std::int64_t rows = 1;  // samples, or tokens of all samples
  std::int64_t inputs = 1;
  std::int64_t outputs = 1;
  bool operator==(const LinearShape&) const = default;
};

/// output[rows][outputs] = input[rows][inputs] · weights[outputs][inputs]ᵀ + bias[outputs], as torch's Linear holds
/// them. Prepared once; not for several threads at once.
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

/// a: [batch][m][k], or [batch][k][m] transposed; b: [batch][k][n], or [batch][n][k] transposed; c: [batch][m][n].
struct MatmulShape {
  std::int64_t batch = 1;
  std::int64_t m = 1;
  std::int64_t k = 1;
  std::int64_t n = 1;
  bool transpose_a = false;
  bool transpose_b = false;
  bool operator==(const MatmulShape&) const = default;
};

/// c = a · b for each of the batch. Throws ModelError when spans do not fit the shape.
void float_matmul(const MatmulShape& shape, std::span<const float> a, std::span<const float> b, std::span<float> c);

}  // namespace systole::models
