#include "models/numerics/fit/adam.hpp"

#include <Random123/philox.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "models/errors.hpp"

namespace systole::models {

void Adam::step(std::span<double> parameters, std::span<const double> gradient, double learning_rate) {
  constexpr double kFirstDecay = 0.9;
  constexpr double kSecondDecay = 0.999;
  constexpr double kEpsilon = 1e-8;
  if (parameters.size() != first_.size() || gradient.size() != first_.size())
    throw ModelError{"Adam: parameters, gradient and moments differ in number"};
  first_left_ *= kFirstDecay;
  second_left_ *= kSecondDecay;
  const double rate = learning_rate / (1 - first_left_);
  const double unbias = 1 / (1 - second_left_);
  for (std::size_t i = 0; i < first_.size(); ++i) {
    first_[i] += (1 - kFirstDecay) * (gradient[i] - first_[i]);
    second_[i] += (1 - kSecondDecay) * (gradient[i] * gradient[i] - second_[i]);
    parameters[i] -= rate * first_[i] / (std::sqrt(second_[i] * unbias) + kEpsilon);
  }
}

Batches::Batches(std::size_t count, std::int64_t batch, std::uint64_t seed, std::uint64_t stream)
    : order_(count),
      size_{std::min(count, static_cast<std::size_t>(std::max<std::int64_t>(batch, 1)))},
      seed_{seed},
      stream_{stream} {
  if (count > std::numeric_limits<std::uint32_t>::max()) throw ModelError{"batches of more than 2^32 values"};
  for (std::size_t i = 0; i < count; ++i) order_[i] = static_cast<std::uint32_t>(i);
}

std::span<const std::uint32_t> Batches::next() {
  if (size_ == order_.size()) return order_;
  const r123::Philox4x32 philox;
  const r123::Philox4x32::key_type key{{static_cast<std::uint32_t>(seed_), static_cast<std::uint32_t>(seed_ >> 32U)}};
  for (std::size_t i = 0; i < size_; ++i, ++drawn_) {
    const auto words = philox({{static_cast<std::uint32_t>(drawn_), static_cast<std::uint32_t>(drawn_ >> 32U),
                                static_cast<std::uint32_t>(stream_), static_cast<std::uint32_t>(stream_ >> 32U)}},
                              key);
    // A word times the number of choices, over 2^32: a choice's share is off by less than 2^-32 · choices.
    const std::uint64_t choices = order_.size() - i;
    std::swap(order_[i], order_[i + static_cast<std::size_t>((words[0] * choices) >> 32U)]);
  }
  return std::span{order_}.first(size_);
}

std::vector<double> minimize(const MeanLoss& loss, std::vector<double> start, std::span<const float> values,
                             const FitOptions& options, std::uint64_t stream) {
  constexpr std::int64_t kLooks = 8;
  std::vector<double> best = start;
  double least = loss.loss(best);
  const auto look = [&](const std::vector<double>& at) {
    const double here = loss.loss(at);
    if (here >= least) return;
    least = here;
    best = at;
  };
  Adam adam{start.size()};
  Batches batches{values.size(), options.batch, options.seed, stream};
  std::vector<float> batch;
  std::vector<double> gradient(start.size());
  const std::int64_t between = std::max<std::int64_t>(options.steps / (kLooks + 1), 1);
  for (std::int64_t step = 0; step < options.steps; ++step) {
    const auto indices = batches.next();
    batch.resize(indices.size());
    for (std::size_t i = 0; i < indices.size(); ++i) batch[i] = values[indices[i]];
    loss.gradient(start, batch, gradient);
    const double left = 1 - static_cast<double>(step) / static_cast<double>(options.steps);
    adam.step(start, gradient, options.learning_rate * left);
    if ((step + 1) % between == 0) look(start);
  }
  look(start);
  return best;
}

}  // namespace systole::models
