// The loops over elements that operators on codes are made of. Compiled for GCC's full vectoriser (CMakeLists.txt), and
// only for what every x86-64 has: a fused multiply-add on some machines would round ties another way than on others.
// Spans of one call have the same length, which the callers have checked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "models/numerics/operators/codes.hpp"

namespace systole::models {

/// Elements that operators work on at once, in buffers on the stack.
inline constexpr std::size_t kCodeBlock = 256;

/// Steps that a code may lie from its zero point, and that zero point.
struct StepRange {
  double lowest;
  double highest;
  std::int32_t zero_point;
};

/// clamp(steps) to the nearest integer, ties to even, and the zero point added.
void write_half_even(std::span<const double> steps, const StepRange& range, MutableCodes out);

/// sums += multiplier · (code - zero_point)
void add_scaled(Codes codes, std::int32_t zero_point, double multiplier, std::span<double> sums);
/// products *= code - zero_point
void multiply_centred(Codes codes, std::int32_t zero_point, std::span<double> products);
/// values *= factor
void scale(std::span<double> values, double factor);

/// out = min(max(code, lowest), highest); `out` may be `codes`.
void clamp_codes(Codes codes, std::int16_t lowest, std::int16_t highest, MutableCodes out);
/// The largest code; of none, the lowest that 16 bits hold.
std::int16_t largest_code(Codes codes);
/// The sum of at most 65,535 codes.
std::int32_t sum_of_codes(Codes codes);

/// best[i] = max(best[i], from[i * stride])
void max_strided(const std::int16_t* from, std::int64_t stride, std::int64_t count, std::int16_t* best);
/// sums[i] += from[i * stride]
void add_strided(const std::int16_t* from, std::int64_t stride, std::int64_t count, std::int32_t* sums);

}  // namespace systole::models
