// Layer norm and RMS norm over rows of codes, in integers: sums of codes and of their squares, an integer square root,
// and fixed-point products.
//
// After I-BERT (Kim et al., ICML 2021, section 3.6 and algorithm 4), whose mean, deviation and quotient each are whole
// steps. Here they are kept finer, at little cost in hardware:
//   layer: d_i = n q_i - sum q           D = n sum q² - (sum q)² + n² eps/S²
//   rms:   d_i = n (q_i - Z)             D = n sum (q - Z)² + n² eps/S²
// are exact, and d_i / sqrt D is the normalised value, of which x'_i has 15 bits behind the point. It is multiplied by
// gamma in 16 bits with a sign (S_gamma = max |gamma| / 32767) and beta is added; the sum is kept in 32 bits, in units
// of u = max(2^-15 S_gamma, 2^-30 (sqrt(n) max |gamma| + max |beta|)) at most, and requantised.
// Off the real norm of the codes' values, in steps of the output, by at most
//   r + (|x'| S_gamma/2 + |gamma| (2^-16 + |x'| 2^-29) + u) / S'
// with r = 1/2 for one rounding (3/4 for gemmlowp). |x'| is at most sqrt(n).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "models/numerics/operators/codes.hpp"
#include "models/numerics/requantizer.hpp"

namespace systole::models {

/// floor(sqrt(n)) by Newton's iteration from above (I-BERT, algorithm 4).
std::uint64_t integer_sqrt(std::uint64_t n);

enum class RowNormKind { layer, rms };

class RowNorm {
 public:
  /// `gamma` has a row's length, `beta` too, or is empty for 0. Throws ModelError for unusable parameters, rows of none
  /// or more than 16,384, a negative eps, and an eps or a beta that leaves 64 bits at such scales.
  RowNorm(RowNormKind kind, const QuantParams& input, std::span<const float> gamma, std::span<const float> beta,
          double eps, const QuantParams& output, RequantMode mode = RequantMode::float64_half_even);

  /// Whole rows; `out` may be `in` itself. Throws ModelError for spans that do not fit.
  void operator()(Codes in, MutableCodes out) const;

 private:
  void row(Codes in, MutableCodes out) const;

  RowNormKind kind_;
  std::int32_t zero_point_;
  std::vector<std::int16_t> gamma_;
  std::vector<std::int64_t> beta_;  // in units of 2^-15 S_gamma
  int narrowing_;                   // bits that sums in this unit lose to fit 32
  double eps_ = 0;                  // n² eps / S²
  Requantizer requantize_;
  std::int64_t output_zero_;
  std::int64_t lowest_;  // before the output's zero point is added
  std::int64_t highest_;
};

}  // namespace systole::models
