// One step of an accumulator of 8 to 48 bits that saturates or wraps (numerics.md §4.7), for a row of PEs at once.
//
// Sums are held in 64 bits, or in 32 where the accumulator has no more: twice as many lanes a vector instruction.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "models/chip/chip.hpp"

namespace systole::models {

/// base + term as the accumulator keeps it; both are values that it can hold, or a product of operands.
inline std::int64_t accumulate(const Accumulator& accumulator, std::int64_t base, std::int64_t term) {
  const std::int64_t sum = base + term;
  const std::int64_t highest = (std::int64_t{1} << (accumulator.bits - 1)) - 1;
  if (accumulator.overflow == Overflow::saturate) return std::clamp(sum, -highest - 1, highest);
  const int unused = 64 - accumulator.bits;
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(sum) << unused) >> unused;
}

/// Range and rounding-off of an accumulator, as constants that a loop keeps in registers.
template <class Sum>
class AccumulatorStep {
 public:
  static_assert(std::is_same_v<Sum, std::int32_t> || std::is_same_v<Sum, std::int64_t>);

  explicit AccumulatorStep(const Accumulator& accumulator)
      : highest_{static_cast<Sum>((std::uint64_t{1} << (accumulator.bits - 1)) - 1)},
        unused_bits_{std::numeric_limits<Unsigned>::digits - accumulator.bits},
        saturates_{accumulator.overflow == Overflow::saturate} {}

  bool saturates() const { return saturates_; }

  /// base + product as the accumulator keeps it; adds to `overflows` when that is not the exact sum. |product| is at most
  /// 2^30, so that only a 32-bit accumulator in 32 bits can leave the type: its exact sum is then taken from the carry.
  template <bool kSaturates>
  Sum operator()(Sum base, std::int32_t product, std::uint32_t& overflows) const {
    const Sum term = product;
    const Sum sum = static_cast<Sum>(static_cast<Unsigned>(base) + static_cast<Unsigned>(term));
    const bool carried = ((base ^ sum) & (term ^ sum)) < 0;
    const Sum lowest = static_cast<Sum>(-highest_ - 1);
    const bool overflow = carried || sum > highest_ || sum < lowest;
    overflows += overflow ? 1U : 0U;
    if constexpr (kSaturates) {
      const bool negative = carried ? base < 0 : sum < 0;
      return overflow ? (negative ? lowest : highest_) : sum;
    } else {
      return static_cast<Sum>(static_cast<Unsigned>(sum) << unused_bits_) >> unused_bits_;
    }
  }

 private:
  using Unsigned = std::make_unsigned_t<Sum>;
  Sum highest_;
  int unused_bits_;
  bool saturates_;
};

}  // namespace systole::models
