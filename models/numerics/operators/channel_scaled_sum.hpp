// Sums of products whose input channels were quantised apart: q3 = sum over channels of s1 s2/s3 · sum (q1 - z1)(q2 -
// z2), rounded, + z3 (DARTSQ's per-channel formula). Each channel's sum is an exact integer (exact_convolution() with
// as many groups as input channels gives them all); channels are added in real units, in doubles, in their order, and
// rounded once. With one scale for all channels it is the per-tensor formula with float64_half_even, but for a tie that
// the additions' last bits may turn.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/numerics/operators/codes.hpp"

namespace systole::models {

class ChannelScaledSum {
 public:
  /// `scales`: s1·s2 of each input channel. Throws ModelError for none, scales that are not positive and finite, and an
  /// unusable output.
  ChannelScaledSum(std::span<const double> scales, const QuantParams& output, Rounding rounding = Rounding::half_even);

  /// sums: [channels][out.size()]. Throws ModelError for other sizes.
  void operator()(std::span<const std::int64_t> sums, MutableCodes out) const;

 private:
  std::vector<double> multipliers_;
  CodeWriter write_;
};

}  // namespace systole::models
