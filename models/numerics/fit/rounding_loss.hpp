// The pieces of AdaRound that are plain functions: the rectified sigmoid by which a weight lies between its two
// neighbouring codes, and the loss that drives it to one of them.
// Source: Nagel et al., "Up or Down? Adaptive Rounding for Post-Training Quantization", ICML 2020, equations 23 and 24.
#pragma once

#include <cstdint>

namespace systole::models {

/// h(v) = clamp(1.2 · sigmoid(v) - 0.1, 0, 1): 0 rounds down, 1 up, and both are reached at a finite v.
struct RectifiedSigmoid {
  double h = 0;
  double slope = 0;  // dh/dv; 0 where h is clamped
};
RectifiedSigmoid rectified_sigmoid(double v);

/// The v at which h(v) = `fraction`, which is in 0..1: descent starts where a weight is.
double rectified_sigmoid_inverse(double fraction);

/// 1 - |2h - 1|^beta: 0 for h of 0 or 1, 1 for one half.
double rounding_loss(double h, double beta);

/// Its derivative by h.
double rounding_loss_slope(double h, double beta);

/// beta falls linearly from `first` to `last` once the warm-up, in which there is no such loss, is over.
struct BetaSchedule {
  double first = 20;
  double last = 2;
  double warm_up = 0.2;  // share of the steps

  bool warms_up(std::int64_t step, std::int64_t steps) const;
  double operator()(std::int64_t step, std::int64_t steps) const;
};

}  // namespace systole::models
