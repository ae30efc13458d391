// What a vector unit does to a finished sum on its way out: bias and zero-point correction, requantisation, activation,
// output zero point, clamp. And the two integers that it takes from outside: a quantised bias, a correction.
// Source: Jacob et al., "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference",
// CVPR 2018, sections 2.3 and 2.4.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/numerics/requantizer.hpp"
#include "models/numerics/rounding.hpp"

namespace systole::models {

struct ZeroPoints {
  std::int32_t input = 0;
  std::int32_t weight = 0;
};

/// Of a dot product of `length` codes x and w. Padding counts, with the input's zero point as its code.
struct CodeSums {
  std::int64_t length = 0;
  std::int64_t weights = 0;  // sum of w: the same for every output of a channel
  std::int64_t inputs = 0;   // sum of x: the same for every channel; only matters if the weights' zero point is not 0
};

/// sum (x - zx)(w - zw) - sum xw = -zx·sum w - zw·sum x + length·zx·zw. Linear in `sums`, so that what belongs to the
/// channel (length and weights) and to the output (inputs) can be had apart. Must fit 64 bits.
std::int64_t zero_point_correction(const ZeroPoints& zero, const CodeSums& sums);

/// round(bias / scale), saturated to 32 bits, with scale = sx·sw, the accumulator's unit. Throws ModelError unless
/// `scale` is positive and finite and `bias` a number.
std::int32_t quantize_bias(double bias, double scale, Rounding rounding);

enum class Activation {
  none,
  relu,   // max(0, ·) before the output's zero point
  table,  // of 256 entries, one an 8-bit code before the activation
};

/// Lists hold one element an output channel, or a single one for all; `bias` and `correction` may be empty, for 0.
struct PostProcessing {
  std::vector<double> multipliers = {1.0};  // sx·sw/sy; with a table, sy is the scale of its entries' codes
  RequantMode mode = RequantMode::float64_half_even;
  std::vector<std::int32_t> bias;        // in units of sx·sw, as of quantize_bias()
  std::vector<std::int64_t> correction;  // the channel's part of zero_point_correction(), if products are of codes
  Activation activation = Activation::none;
  std::vector<std::int32_t> table;  // what comes out, before zero_point: entry i for the i-th lowest code
  std::int32_t table_zero = 128;    // the entry of a requantised 0: the zero point of uint8 codes, 128 more of int8's
  std::int32_t zero_point = 0;      // of the output
  std::int32_t lowest = -128;       // codes of the output
  std::int32_t highest = 127;
};

/// One layer's post-processing, checked and prepared. Works in 64 bits, saturating where results would leave them.
class PostProcess {
 public:
  /// Throws ModelError for lists of different lengths, a table that has not 256 entries where one is used, an empty
  /// range of outputs, and multipliers that Requantizer refuses.
  explicit PostProcess(const PostProcessing& description);

  /// `sum` has up to 62 bits; `channel` is below the lists' length, and any where that is 1.
  std::int32_t operator()(std::int64_t sum, std::size_t channel) const;

 private:
  std::int64_t activated(std::int64_t requantized) const;

  std::vector<Requantizer> requantizers_;  // one, or one a channel
  std::vector<std::int64_t> offsets_;      // bias and correction: one, or one a channel
  Activation activation_;
  std::vector<std::int32_t> table_;
  std::int32_t table_zero_;
  std::int64_t zero_point_;
  std::int64_t lowest_;  // of values to which the zero point has not been added yet
  std::int64_t highest_;
};

}  // namespace systole::models
