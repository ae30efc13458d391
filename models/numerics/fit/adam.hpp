// Adam (Kingma and Ba, "Adam: a Method for Stochastic Optimization", ICLR 2015, algorithm 1), and the mini-batches that
// it is fed with.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "models/numerics/fit/fit_input.hpp"

namespace systole::models {

/// Moments of the gradients of `count` parameters, with the paper's constants.
class Adam {
 public:
  explicit Adam(std::size_t count) : first_(count), second_(count) {}

  /// Moves the parameters by at most about `learning_rate` each. Throws ModelError if lengths differ.
  void step(std::span<double> parameters, std::span<const double> gradient, double learning_rate);

 private:
  std::vector<double> first_;
  std::vector<double> second_;
  double first_left_ = 1;  // beta1^t: what of the moments is still their start at 0
  double second_left_ = 1;
};

/// Batches of indices below `count`: each without repeats, drawn by Philox4x32-10 from (seed, stream).
class Batches {
 public:
  Batches(std::size_t count, std::int64_t batch, std::uint64_t seed, std::uint64_t stream);

  /// Valid until the next call.
  std::span<const std::uint32_t> next();

 private:
  std::vector<std::uint32_t> order_;  // the first `size_` of it are shuffled anew for each batch
  std::size_t size_;
  std::uint64_t seed_;
  std::uint64_t stream_;
  std::uint64_t drawn_ = 0;
};

/// A loss over values, as a function of a few parameters.
struct MeanLoss {
  /// Receives the gradient of the batch's mean loss at the given parameters; may move parameters back into bounds.
  std::function<void(std::span<double> at, std::span<const float> batch, std::span<double> gradient)> gradient;
  /// Over all values.
  std::function<double(std::span<const double> at)> loss;
};

/// Adam over batches of `values` from `start` on. Returns the best parameters of those at the start, at the end and at
/// eight points on the way, so that the loss is never above that of the start.
std::vector<double> minimize(const MeanLoss& loss, std::vector<double> start, std::span<const float> values,
                             const FitOptions& options, std::uint64_t stream);

}  // namespace systole::models
