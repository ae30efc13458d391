// How far quantised values are from what they stand for. Sums are of doubles.
#pragma once

#include <cstdint>
#include <span>

#include "models/numerics/quantize/quant_params.hpp"

namespace systole::models {

struct QuantError {
  std::int64_t count = 0;
  double mse = 0;       // mean of (result - reference)^2
  double max_abs = 0;   // of result - reference
  double mean_abs = 0;  // of result - reference
  double sqnr_db = 0;   // 10 log10(sum reference^2 / sum (result - reference)^2); +inf without an error, -inf if only
                        // the reference is all 0
  double cosine = 1;    // of the angle between the two as vectors; 1 if both are 0, 0 if one of them is
  double within_one_step = 1;  // share with |result - reference| <= step, give or take float's rounding of the two
};

/// Adds up pairs of spans: a tensor in parts, or many inputs of a network. `step` is one code's worth; 0 asks for
/// equality.
class QuantErrorSum {
 public:
  explicit QuantErrorSum(double step = 0) : step_{step} {}

  /// Throws ModelError if the lengths differ.
  void add(std::span<const float> reference, std::span<const float> result);
  /// What another has added up, of the same step.
  QuantErrorSum& operator+=(const QuantErrorSum& other);
  QuantError error() const;

 private:
  double step_;
  std::int64_t count_ = 0;
  std::int64_t within_ = 0;
  double max_abs_ = 0;
  double abs_ = 0;
  double squares_ = 0;
  double reference_squares_ = 0;
  double result_squares_ = 0;
  double products_ = 0;
};

QuantError quant_error(std::span<const float> reference, std::span<const float> result, double step = 0);

/// Values whose nearest code lies outside the format, so that clipping costs them more than half a step. NaN counts.
std::int64_t count_clipped(std::span<const float> reference, const QuantParams& params,
                           SymmetricSpan span = SymmetricSpan::full);
/// The share of them; 0 of none.
double share_clipped(std::span<const float> reference, const QuantParams& params,
                     SymmetricSpan span = SymmetricSpan::full);

}  // namespace systole::models
