// Where to clip so that the codes' distribution tells least from the values', by Kullback-Leibler divergence (S.
// Migacz: "8-bit inference with TensorRT", GTC 2017). Histograms are counts; thresholds are numbers of bins.
#pragma once

#include <cstddef>
#include <span>

namespace systole::models {

/// Of a histogram of magnitudes. Each candidate i (levels, levels + step, ... and all bins) has
/// P = the first i bins, the tail beyond added to the last;
/// Q = the first i bins without the tail, merged into `levels` levels of i/levels bins (rounded down one by one where
///     that is no integer), each spread evenly over its bins that are not empty.
/// The least KL(P || Q) wins, the lowest i among equals. A bin that only the tail fills counts 1e-4 in Q (MXNet's
/// smoothing; spreading it over all empty bins changes no threshold).
/// P and Q differ in the tail even where each bin has its own level: that is what the variants below lost. Bins should
/// be many more than levels, TensorRT's 2048 to 128 or so: with few of them each, levels cost nothing.
/// Throws ModelError unless 1 <= levels <= bins and 1 <= step.
std::size_t entropy_threshold(std::span<const double> histogram, std::size_t levels, std::size_t step = 1);

/// JiT's kl_divergence_scale, as it is: Q is made of P with its tail. At the first candidate, i = levels, each bin is
/// its own level, so that the divergence is 0 and nothing can be less, whatever the data.
std::size_t entropy_threshold_jit(std::span<const double> histogram, std::size_t levels);

/// Sparsebit's kl_histogram, as it is, of a histogram of signed values: candidates are written to slot i - levels,
/// where negative ones count from the end. One slot, number bins/2 - levels, is never written, keeps its 0, and wins,
/// whatever the data. Throws ModelError unless levels is odd and less than half the bins.
std::size_t entropy_threshold_sparsebit(std::span<const double> histogram, std::size_t levels);

}  // namespace systole::models
