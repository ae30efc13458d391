#include "models/numerics/observe/sample_store.hpp"

#include <Random123/philox.h>

#include <algorithm>
#include <cmath>

#include "models/errors.hpp"

namespace systole::models {

namespace {

/// In (0, 1): 53 bits and a half.
double uniform(std::uint64_t word) {
  return (static_cast<double>(word >> 11U) + 0.5) * 0x1p-53;
}

}  // namespace

SampleStore::SampleStore(std::size_t max_samples, std::uint64_t seed) : max_samples_{max_samples}, seed_{seed} {
  if (max_samples == 0) throw ModelError{"a store of samples needs room for one"};
}

void SampleStore::plan_next(std::uint64_t current) {
  constexpr double kNever = 0x1p62;
  const r123::Philox4x64 philox;
  const auto words = philox({{draws_++, 0, 0, 0}}, {{seed_, 0}});
  log_weight_ += std::log(uniform(words[0])) / static_cast<double>(max_samples_);
  const double skipped = std::floor(std::log(uniform(words[1])) / std::log1p(-std::exp(log_weight_)));
  next_ = current + 1 + static_cast<std::uint64_t>(std::min(skipped, kNever));
  slot_ = words[2] % max_samples_;
}

void SampleStore::fill(std::span<const float> values) {
  values_.insert(values_.end(), values.begin(), values.end());
  if (values_.size() == max_samples_) plan_next(max_samples_ - 1);
}

void SampleStore::add(std::span<const float> values) {
  const auto before = static_cast<std::uint64_t>(range_.count);
  range_.add(values);
  const std::size_t filling = std::min(values.size(), max_samples_ - values_.size());
  if (filling > 0) fill(values.first(filling));
  if (values_.size() < max_samples_) return;
  for (const std::uint64_t end = before + values.size(); next_ < end; plan_next(next_))
    values_[slot_] = values[next_ - before];
}

}  // namespace systole::models
