// Softmax and the norms of the reference network: sums in double, so that their error is the operands' own.
//
// Sources: layer norm Ba et al. 2016 (arXiv:1607.06450), eps as torch.nn.LayerNorm; RMS norm Zhang and Sennrich 2019
// (arXiv:1910.07467), eps as LLaMA's and JiT's code; batch norm Ioffe and Szegedy 2015, with running statistics.
// All throw ModelError when spans do not fit the shape; `output` may be `input`.
#pragma once

#include <span>

#include "models/reference/axis_shape.hpp"

namespace systole::models {

inline constexpr double kLayerNormEpsilon = 1e-5;
inline constexpr double kRmsNormEpsilon = 1e-6;
inline constexpr double kBatchNormEpsilon = 1e-5;

/// exp(x - max) / sum over the axis.
void float_softmax(const AxisShape& shape, std::span<const float> input, std::span<float> output);

/// Learned parameters along the axis, an element each of its positions; empty: gain 1, shift 0.
struct Affine {
  std::span<const float> gain;
  std::span<const float> shift;
};

/// (x - mean) / sqrt(variance + epsilon) · gain + shift over the axis, with the variance of the population.
void float_layer_norm(const AxisShape& shape, std::span<const float> input, const Affine& affine,
                      std::span<float> output, double epsilon = kLayerNormEpsilon);

/// x / sqrt(mean of x² + epsilon) · gain + shift over the axis; the paper has no shift.
void float_rms_norm(const AxisShape& shape, std::span<const float> input, const Affine& affine, std::span<float> output,
                    double epsilon = kRmsNormEpsilon);

/// What a batch norm has learned and measured: an element a channel.
struct RunningStatistics {
  std::span<const float> mean;
  std::span<const float> variance;
};

/// (x - mean[c]) / sqrt(variance[c] + epsilon) · gain[c] + shift[c], channels being the axis.
void float_batch_norm(const AxisShape& shape, std::span<const float> input, const RunningStatistics& running,
                      const Affine& affine, std::span<float> output, double epsilon = kBatchNormEpsilon);

}  // namespace systole::models
