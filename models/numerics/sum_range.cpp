#include "models/numerics/sum_range.hpp"

#include <algorithm>

namespace systole::models {

namespace {

/// In the type's own width, which GCC turns into vectors.
template <class T>
OperandRange range(std::span<const T> values) {
  if (values.empty()) return {0, 0};
  T lowest = values.front();
  T highest = lowest;
  for (const T value : values) {
    lowest = std::min(lowest, value);
    highest = std::max(highest, value);
  }
  return {lowest, highest};
}

}  // namespace

OperandRange range_of(std::span<const std::int16_t> values) {
  return range(values);
}
OperandRange range_of(std::span<const std::int8_t> values) {
  return range(values);
}
OperandRange range_of(std::span<const std::uint8_t> values) {
  return range(values);
}

SumRange sum_range(std::span<const std::int16_t> weights, const OperandRange& input) {
  std::int64_t positive = 0;
  std::int64_t negative = 0;
  for (const std::int16_t weight : weights) {
    positive += std::max<std::int16_t>(weight, 0);
    negative += std::min<std::int16_t>(weight, 0);
  }
  const std::int64_t low = std::min(input.lowest, 0);
  const std::int64_t high = std::max(input.highest, 0);
  return {positive * low + negative * high, positive * high + negative * low};
}

}  // namespace systole::models
