// Sums, products and quotients of operands of one shape that were quantised apart.
//
// Reference arithmetic: centred codes times double multipliers, added or multiplied in operands' order, one rounding
// (half_even where nothing else is said). Within 1/2 step of the real result (and 2^-40 of it) where that is in range.
// Reproduces, vector for vector, the n-ary operators of DARTSQ: add S_i/S3 (q_i - Z_i), mixed operation, guarded div.
// Operands have the output's size (broadcast.hpp expands others); `out` may be one of them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/numerics/operators/codes.hpp"

namespace systole::models {

/// round(sum of m_i (q_i - Z_i)) + Z: additions and mixed operations are made of it.
class WeightedSum {
 public:
  struct Term {
    double multiplier = 1;  // steps of the output that one step of the operand is
    std::int32_t zero_point = 0;
  };

  /// Throws ModelError for no terms, a multiplier that is not finite, and an output that is not usable.
  WeightedSum(std::vector<Term> terms, const QuantParams& output, Rounding rounding);

  /// Throws ModelError unless there is an operand a term, all of the output's size.
  void operator()(std::span<const Codes> operands, MutableCodes out) const;

 private:
  std::vector<Term> terms_;
  CodeWriter writer_;
};

/// The sum of any number of operands. Throws ModelError for none and for unusable parameters.
WeightedSum addition(std::span<const QuantParams> inputs, const QuantParams& output,
                     Rounding rounding = Rounding::half_even);

/// DARTS' mixed operation, the sum of w_i·op_i: weights in [0, 1] (softmaxed) become codes of one tensor with the fixed
/// range [0, 1], and each candidate has parameters of its own. (DARTSQ's freeze() passes the parameters of their common
/// input for all candidates; the formula is meant.) Throws ModelError for weights outside [0, 1] too.
WeightedSum mixture(std::span<const double> weights, std::span<const QuantParams> candidates, const QuantParams& output,
                    const CodeFormat& weight_format = {8, false}, Rounding rounding = Rounding::half_even);

/// round(S1·S2·../S · (q1 - Z1)(q2 - Z2)..) + Z. Products of three centred 16-bit codes are exact in doubles.
class Multiplication {
 public:
  /// Throws ModelError for no operands and for unusable parameters.
  Multiplication(std::span<const QuantParams> inputs, const QuantParams& output,
                 Rounding rounding = Rounding::half_even);

  /// Throws ModelError unless there is an operand an input, all of the output's size.
  void operator()(std::span<const Codes> operands, MutableCodes out) const;

 private:
  std::vector<std::int32_t> zero_points_;
  double multiplier_ = 1;
  CodeWriter writer_;
};

/// round(S1 (q1 - Z1) / (S2·S (q2 - Z2))) + Z. A denominator of 0 gives the highest code and is counted.
class Division {
 public:
  /// Throws ModelError for unusable parameters.
  Division(const QuantParams& numerator, const QuantParams& denominator, const QuantParams& output,
           Rounding rounding = Rounding::half_even);

  /// Returns the denominators that were 0. Throws ModelError for spans of different lengths.
  std::int64_t operator()(Codes numerators, Codes denominators, MutableCodes out) const;

 private:
  double multiplier_;
  std::int32_t numerator_zero_;
  std::int32_t denominator_zero_;
  CodeWriter writer_;
};

}  // namespace systole::models
