// How integers become the 8-bit operands of an int8 kernel, and how long its reductions may be.
//
// An operand of 256 values, wherever they lie (9-bit operands are codes less their zero point), fits 8 bits after an
// offset, which comes off the sums again exactly: sum (c - o) w = sum c w - o sum w.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "models/numerics/sum_range.hpp"

namespace systole::models {

/// value = code - offset, with codes of 8 bits.
struct Int8Codes {
  bool is_signed = false;
  std::int32_t offset = 0;

  /// The code's 8 bits, with a sign or without.
  std::uint8_t bits(std::int32_t value) const { return static_cast<std::uint8_t>(value + offset); }
  bool operator==(const Int8Codes&) const = default;
};

/// Codes for an input of this range and 0, which padding reads; none where that takes more than 8 bits.
std::optional<Int8Codes> input_codes(const OperandRange& range);
/// Signed codes, as oneDNN wants its weights.
std::optional<Int8Codes> weight_codes(const OperandRange& range);

/// [outer][channels][taps] weights as signed codes.
struct Int8Weights {
  std::vector<std::int8_t> codes;
  std::int64_t outer = 1;  // sums: filters of all groups
  std::int64_t channels = 1;
  std::int64_t taps = 1;

  /// Those of channels [first, first + count) of sums [begin, begin + sums).
  std::vector<std::int8_t> part(std::int64_t begin, std::int64_t sums, std::int64_t first, std::int64_t count) const;
  /// Sum of all the codes of each sum.
  std::vector<std::int64_t> totals() const;
  /// The smallest number of equal slices of the channels in which no sum leaves the integers that floats hold; none
  /// where a single channel is too much.
  std::optional<std::int64_t> slices(const Int8Codes& input) const;
};

/// Products of such an input with any signed codes whose sums do not leave the integers that floats hold.
std::int64_t longest_reduction(const Int8Codes& input);

/// Throws ModelError for a value outside of `range`.
template <class T>
void require_in_range(std::span<const T> values, const OperandRange& range);

/// to[i] += from[i], wrapping at 32 bits. The spans are of one size.
void add_wrapping(std::span<const std::int32_t> from, std::span<std::int32_t> to);

/// The codes of `values`: themselves where they are that already, written to `scratch` otherwise. Throws ModelError for
/// a value outside of `range`. Compiled for the integers of 8 and 16 bits.
template <class T>
const std::uint8_t* encoded(std::span<const T> values, const OperandRange& range, const Int8Codes& codes,
                            std::uint8_t* scratch);

/// Throws ModelError unless 32 bits hold every sum over `reduction` of the weights each.
void require_sums_fit(std::span<const std::int16_t> weights, std::int64_t reduction, const OperandRange& input);

}  // namespace systole::models
