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

/// An accumulator whose sums are held as `Sum`. |product| is at most 2^30.
template <class Sum>
class AccumulatorStep {
 public:
  static_assert(std::is_same_v<Sum, std::int32_t> || std::is_same_v<Sum, std::int64_t>);

  explicit AccumulatorStep(const Accumulator& accumulator)
      : bits_{accumulator.bits}, saturates_{accumulator.overflow == Overflow::saturate} {}

  bool saturates() const { return saturates_; }
  Sum highest() const { return static_cast<Sum>((std::uint64_t{1} << (bits_ - 1)) - 1); }
  int unused_bits() const { return std::numeric_limits<std::make_unsigned_t<Sum>>::digits - bits_; }
  /// The accumulator is as wide as the type, so that a sum can leave it.
  bool fills_type() const { return unused_bits() == 0; }

 private:
  int bits_;
  bool saturates_;
};

template <class Sum>
constexpr Sum wrapping_sum(Sum base, std::int32_t product) {
  using Unsigned = std::make_unsigned_t<Sum>;
  return static_cast<Sum>(static_cast<Unsigned>(base) + static_cast<Unsigned>(Sum{product}));
}

/// Saturating, with room in the type for any sum.
template <class Sum>
class SaturateNarrow {
 public:
  explicit SaturateNarrow(const AccumulatorStep<Sum>& step) : highest_{step.highest()} {}
  Sum operator()(Sum base, std::int32_t product, bool& overflow) const {
    const Sum sum = wrapping_sum(base, product);
    const Sum kept = std::min(std::max(sum, static_cast<Sum>(-highest_ - 1)), highest_);
    overflow = kept != sum;
    return kept;
  }

 private:
  Sum highest_;
};

/// Saturating at 32 bits in 32: a sum of two values of one sign that has the other has left the range.
class SaturateFull {
 public:
  explicit SaturateFull(const AccumulatorStep<std::int32_t>& /*has no choice*/) {}
  std::int32_t operator()(std::int32_t base, std::int32_t product, bool& overflow) const {
    const std::int32_t sum = wrapping_sum(base, product);
    overflow = ((base ^ sum) & (product ^ sum)) < 0;
    return overflow ? (base >> 31) ^ INT32_MAX : sum;
  }
};

/// Wrapping, with room in the type for any sum. By masks, as AVX2 has no arithmetic shift of 64 bits.
template <class Sum>
class WrapNarrow {
 public:
  explicit WrapNarrow(const AccumulatorStep<Sum>& step)
      : half_{static_cast<Unsigned>(step.highest()) + 1}, mask_{2 * half_ - 1} {}
  Sum operator()(Sum base, std::int32_t product, bool& overflow) const {
    const Sum sum = wrapping_sum(base, product);
    const auto kept = static_cast<Sum>(((static_cast<Unsigned>(sum) + half_) & mask_) - half_);
    overflow = kept != sum;
    return kept;
  }

 private:
  using Unsigned = std::make_unsigned_t<Sum>;
  Unsigned half_;
  Unsigned mask_;
};

/// Wrapping at 32 bits in 32: the sum has wrapped already, which its sign tells.
class WrapFull {
 public:
  explicit WrapFull(const AccumulatorStep<std::int32_t>& /*has no choice*/) {}
  std::int32_t operator()(std::int32_t base, std::int32_t product, bool& overflow) const {
    const std::int32_t sum = wrapping_sum(base, product);
    overflow = ((base ^ sum) & (product ^ sum)) < 0;
    return sum;
  }
};

}  // namespace systole::models
