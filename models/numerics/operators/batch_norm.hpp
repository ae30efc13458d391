// Batch norm with running statistics: as a real affine function of each channel, folded into the weights before it, and
// as a quantised layer of its own. (With a batch's own statistics it would be another function: see the tests.)
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "models/numerics/operators/codes.hpp"
#include "models/numerics/post_process.hpp"

namespace systole::models {

/// One element a channel each. Empty `gamma` and `beta` stand for 1 and 0.
struct BatchNormStatistics {
  std::span<const float> gamma;
  std::span<const float> beta;
  std::span<const float> mean;      // running
  std::span<const float> variance;  // running
  double eps = 1e-5;
};

/// y = scale · x + shift, one element a channel.
struct ChannelAffine {
  std::vector<double> scale;
  std::vector<double> shift;
};

/// scale = gamma / sqrt(variance + eps), shift = beta - mean · scale (Ioffe and Szegedy, ICML 2015, algorithm 2).
/// Throws ModelError for lists of different lengths, and where variance + eps is not above 0.
ChannelAffine channel_affine(const BatchNormStatistics& statistics);

struct FoldedWeights {
  std::vector<float> weights;
  std::vector<float> bias;
};

/// Weights [filters][..] and bias [filters] of the convolution or product that a batch norm follows, so that it
/// computes both: w·scale and (b - mean)·scale + beta. An empty `bias` is 0. In double, rounded to float once. Throws
/// ModelError for lengths that are not the channels'.
FoldedWeights fold_batch_norm(const ChannelAffine& norm, std::span<const float> weights, std::span<const float> bias);

/// The integer path of a convolution whose filter has one element a channel: sum = (q - Z)(w - Zw) + b with 32 bits of
/// bias in units of S·Sw, and post-processing as of any convolution. Weights share one set of parameters (DARTSQ's
/// QBatchNorm2d). Reproduces its published codes; the mode settles the ties that float64's multiplier loses.
/// Off the real function by at most, in steps of the output: 1/2 (3/4 for gemmlowp), |x| Sw/2 / S' for the weight and
/// S·Sw/2 / S' for the bias. (gemmlowp saturates sums to 32 bits; products with 8-bit weights
/// leave them seven bits to spare.)
class BatchNorm {
 public:
  /// Throws ModelError for unusable parameters, no channels, and what PostProcess refuses.
  BatchNorm(const ChannelAffine& norm, const QuantParams& input, const QuantParams& weight, const QuantParams& output,
            RequantMode mode = RequantMode::gemmlowp);

  /// [images][channels][inner]; `out` may be `in` itself. Throws ModelError for spans that do not fit.
  void operator()(Codes in, std::size_t inner, MutableCodes out) const;

  /// Weights as the array multiplies them (w - Zw) and biases, one a channel.
  const std::vector<std::int32_t>& weights() const { return weights_; }
  const std::vector<std::int32_t>& bias() const { return bias_; }

 private:
  std::int32_t zero_point_;
  std::vector<std::int32_t> weights_;
  std::vector<std::int32_t> bias_;
  PostProcess post_process_;
};

}  // namespace systole::models
