#include "models/numerics/operators/code_kernels.hpp"

#include <algorithm>
#include <limits>

namespace systole::models {

void write_half_even(std::span<const double> steps, const StepRange& range, MutableCodes out) {
  // Added to a small number this leaves an integer in the mantissa, rounded as every sum is: to nearest, ties to even.
  // SSE2 has no instruction for it, and a call of nearbyint() would keep the loop from being vectorised.
  constexpr double kInteger = 0x1.8p52;
  const double lowest = range.lowest;
  const double highest = range.highest;
  const std::int32_t zero_point = range.zero_point;
  const double* from = steps.data();
  std::int16_t* to = out.data();
  const std::size_t count = out.size();
#pragma GCC ivdep
  for (std::size_t i = 0; i < count; ++i) {
    const double above = from[i] > lowest ? from[i] : lowest;  // in this order NaN, which nobody passes, is a code too
    const double kept = above < highest ? above : highest;
    to[i] = static_cast<std::int16_t>(static_cast<std::int32_t>(kept + kInteger - kInteger) + zero_point);
  }
}

void add_scaled(Codes codes, std::int32_t zero_point, double multiplier, std::span<double> sums) {
  const std::int16_t* from = codes.data();
  double* to = sums.data();
  const std::size_t count = codes.size();
#pragma GCC ivdep
  for (std::size_t i = 0; i < count; ++i) to[i] += multiplier * static_cast<double>(from[i] - zero_point);
}

void multiply_centred(Codes codes, std::int32_t zero_point, std::span<double> products) {
  const std::int16_t* from = codes.data();
  double* to = products.data();
  const std::size_t count = codes.size();
#pragma GCC ivdep
  for (std::size_t i = 0; i < count; ++i) to[i] *= static_cast<double>(from[i] - zero_point);
}

void scale(std::span<double> values, double factor) {
  for (double& value : values) value *= factor;
}

void clamp_codes(Codes codes, std::int16_t lowest, std::int16_t highest, MutableCodes out) {
  const std::int16_t* from = codes.data();
  std::int16_t* to = out.data();
  const std::size_t count = codes.size();
#pragma GCC ivdep
  for (std::size_t i = 0; i < count; ++i) to[i] = std::min(std::max(from[i], lowest), highest);
}

std::int16_t largest_code(Codes codes) {
  std::int16_t largest = std::numeric_limits<std::int16_t>::min();
  for (const std::int16_t code : codes) largest = std::max(largest, code);
  return largest;
}

std::int32_t sum_of_codes(Codes codes) {
  std::int32_t sum = 0;
  for (const std::int16_t code : codes) sum += code;
  return sum;
}

void max_strided(const std::int16_t* from, std::int64_t stride, std::int64_t count, std::int16_t* best) {
  if (stride == 1) {
#pragma GCC ivdep
    for (std::int64_t i = 0; i < count; ++i) best[i] = std::max(best[i], from[i]);
    return;
  }
  for (std::int64_t i = 0; i < count; ++i) best[i] = std::max(best[i], from[i * stride]);
}

void add_strided(const std::int16_t* from, std::int64_t stride, std::int64_t count, std::int32_t* sums) {
  if (stride == 1) {
#pragma GCC ivdep
    for (std::int64_t i = 0; i < count; ++i) sums[i] += from[i];
    return;
  }
  for (std::int64_t i = 0; i < count; ++i) sums[i] += from[i * stride];
}

}  // namespace systole::models
