// The values that an observer has seen: all of them up to a limit, and beyond it a uniform random choice without
// replacement (reservoir sampling by Li's Algorithm L, ACM TOMS 20(4), 1994), drawn from a counter-based generator
// (Philox4x64-10; Salmon et al., SC 2011). What is kept depends on the values' order and the seed, and not on how they
// were cut into calls. A quantile q of n kept values has a standard error of sqrt(q (1 - q) / n) in rank.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "models/numerics/observe/running_range.hpp"

namespace systole::models {

class SampleStore {
 public:
  /// Throws ModelError if `max_samples` is 0.
  SampleStore(std::size_t max_samples, std::uint64_t seed);

  /// Throws UserError if a value is not finite.
  void add(std::span<const float> values);

  std::span<const float> values() const { return values_; }
  /// Of all values, kept or not.
  const RunningRange& range() const { return range_; }

 private:
  void fill(std::span<const float> values);
  void plan_next(std::uint64_t current);

  std::size_t max_samples_;
  std::uint64_t seed_;
  std::vector<float> values_;
  RunningRange range_;
  std::uint64_t draws_ = 0;  // of the generator
  std::uint64_t next_ = 0;   // index, among all values, of the next one to keep
  std::size_t slot_ = 0;     // whose place it takes
  double log_weight_ = 0;    // Algorithm L's W, as a logarithm
};

}  // namespace systole::models
