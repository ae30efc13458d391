// Softmax over rows of codes in integers: the largest code taken off, i-exp (integer_exp.hpp), a sum, a division. Rows
// lie one behind the other. What depends on one code alone, its distance from the largest, is a table.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/numerics/operators/codes.hpp"
#include "models/numerics/operators/integer_exp.hpp"

namespace systole::models {

/// The published form: floor(L · e / sum) above the lowest code, with e as of SymmetricExp and L the codes' range (255
/// for 8 bits), so that codes stand for [0, 1] (unit_range_params()). Rounds down: up to 1 step too low. An e is off
/// its exp by a factor within 1 ± (2.2e-3 + (z + 2) S), z ln2 being the distance from the row's largest, and a
/// probability by twice that at most.
class IntegerSoftmax {
 public:
  /// Throws ModelError for unusable parameters and scales that SymmetricExp refuses.
  IntegerSoftmax(const QuantParams& input, const CodeFormat& output, const ExpPolynomial& polynomial = {});

  QuantParams output() const { return unit_range_params(output_); }
  /// Rows of `length`; `out` may be `in` itself. Throws ModelError for spans that are not whole rows.
  void operator()(Codes in, std::size_t length, MutableCodes out) const;

 private:
  void row(Codes in, MutableCodes out) const;

  CodeFormat output_;
  std::vector<std::int64_t> exponentials_;  // by distance from the row's largest code
};

/// The parameters of each step of the affine form.
struct AffineSoftmaxParams {
  QuantParams input;
  QuantParams shifted;      // of x - max x: with a code for ln2, as affine_exp() needs it
  QuantParams exponential;  // of exp(x - max x)
  QuantParams sum;          // of their sum in a row
  QuantParams output;
};

/// DARTSQ's form: every step is a quantised operator. Codes of x - max x, of exp by affine_exp(), of the sum, and
/// round(S_e (q_e - Z_e) / (S_sum S' (q_sum - Z_sum))) + Z' by the guarded division.
class AffineSoftmax {
 public:
  /// Throws ModelError for unusable parameters and those that affine_exp() refuses.
  explicit AffineSoftmax(const AffineSoftmaxParams& params, const ExpPolynomial& polynomial = {});

  /// Rows of `length`; `out` may be `in` itself. Returns the rows whose sum had the code of 0: they get the highest
  /// code. Throws ModelError for spans that are not whole rows.
  std::int64_t operator()(Codes in, std::size_t length, MutableCodes out) const;

 private:
  bool row(Codes in, MutableCodes out) const;

  CodeWriter write_sum_;
  CodeWriter write_;
  double sum_multiplier_;
  double multiplier_;
  std::int32_t sum_zero_;
  std::vector<std::int32_t> exponentials_;  // centred codes, by distance from the row's largest code
};

}  // namespace systole::models
