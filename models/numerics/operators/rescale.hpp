// A tensor's codes in other parameters: what identities, concatenations and skips of a network come to when their
// operands were quantised apart.
//
// q' = clamp(R(q - Z) + Z'), with R the requantisation of a hardware's choice and a multiplier of S/S'
// (requantizer.hpp: gemmlowp's, a single rounding, a truncating shift, or float64). float64_half_even reproduces the
// concatenation of DARTSQ, round(S1/S3 (q1 - Z1)) + Z3 (after Jermmy's "pytorch-quantization-demo"). A float64 mode is
// within 1/2 step of the real value (and its last bit), single_rounding within 1/2 + 2^-16, gemmlowp within 3/4 +
// 2^-16, as centred codes are below 2^16.
#pragma once

#include <vector>

#include "models/numerics/operators/code_table.hpp"
#include "models/numerics/requantizer.hpp"

namespace systole::models {

/// A no-op where both parameters are the same. DARTSQ's QIdentity is one always, which is wrong where they differ.
class Rescale {
 public:
  /// Throws ModelError for parameters that are not usable and multipliers that Requantizer refuses.
  Rescale(const QuantParams& input, const QuantParams& output, RequantMode mode = RequantMode::float64_half_even);

  bool is_identity() const { return identity_; }
  /// `out` may be `in` itself. Throws ModelError for spans of different lengths.
  void operator()(Codes in, MutableCodes out) const;

 private:
  bool identity_;
  CodeTable table_;
};

/// One rescale an operand. The caller knows the axis: it hands over each block of an operand with where it goes.
class Concatenation {
 public:
  /// Throws ModelError as Rescale does, and for no inputs.
  Concatenation(std::span<const QuantParams> inputs, const QuantParams& output,
                RequantMode mode = RequantMode::float64_half_even);

  std::size_t inputs() const { return rescales_.size(); }
  /// A block of operand `input`. Throws ModelError for spans of different lengths.
  void operator()(std::size_t input, Codes block, MutableCodes out) const { rescales_.at(input)(block, out); }

 private:
  std::vector<Rescale> rescales_;
};

}  // namespace systole::models
