// Bounds of sums of products, known before any product is: what proves that an accumulator cannot overflow, that floats
// are exact, or that 32 bits are enough.
#pragma once

#include <cstdint>
#include <span>

namespace systole::models {

struct OperandRange {
  std::int32_t lowest = -128;
  std::int32_t highest = 127;

  std::int64_t width() const { return std::int64_t{highest} - lowest; }
  /// Of values less `offset`.
  OperandRange less(std::int32_t offset) const { return {lowest - offset, highest - offset}; }
  bool operator==(const OperandRange&) const = default;
};

/// The smallest range that holds all values; {0, 0} of none.
OperandRange range_of(std::span<const std::int16_t> values);
OperandRange range_of(std::span<const std::int8_t> values);
OperandRange range_of(std::span<const std::uint8_t> values);

struct SumRange {
  std::int64_t lowest = 0;
  std::int64_t highest = 0;

  std::int64_t magnitude() const { return highest > -lowest ? highest : -lowest; }
  /// Whether an accumulator of this width, with a sign, holds all of it.
  bool fits(int bits) const {
    return lowest >= -(std::int64_t{1} << (bits - 1)) && highest < std::int64_t{1} << (bits - 1);
  }
};

/// Of sum x·w over any of the weights, in any order, with each x anywhere in its range or 0 (padding): no partial sum
/// on the way to a full one lies outside.
SumRange sum_range(std::span<const std::int16_t> weights, const OperandRange& input);

}  // namespace systole::models
