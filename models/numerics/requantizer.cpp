#include "models/numerics/requantizer.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>

#include "models/errors.hpp"
#include "models/numerics/rounding.hpp"

namespace systole::models {

namespace {

__extension__ using Wide = __int128;

template <class Narrow, class Value>
constexpr Narrow saturated(Value value) {
  constexpr auto kLowest = static_cast<Value>(std::numeric_limits<Narrow>::min());
  constexpr auto kHighest = static_cast<Value>(std::numeric_limits<Narrow>::max());
  return static_cast<Narrow>(std::clamp(value, kLowest, kHighest));
}

std::int64_t saturated_double(double integer) {
  if (integer >= 0x1p63) return std::numeric_limits<std::int64_t>::max();
  if (integer < -0x1p63) return std::numeric_limits<std::int64_t>::min();
  return static_cast<std::int64_t>(integer);
}

template <Rounding kRounding>
struct Float64 {
  double multiplier;
  std::int64_t operator()(std::int64_t accumulator) const {
    return saturated_double(round_to(static_cast<double>(accumulator) * multiplier, kRounding));
  }
};

// One shift to the left and one to the right, of which at least one is by 0.
struct Gemmlowp {
  std::int32_t quantised;
  int left;
  int right;

  explicit Gemmlowp(const FixedMultiplier& multiplier)
      : quantised{multiplier.quantised},
        left{std::clamp(multiplier.shift, 0, 31)},  // by more than 31 nothing else comes out: all but 0 has saturated
        right{std::max(-multiplier.shift, 0)} {}

  std::int64_t operator()(std::int64_t accumulator) const {
    const std::int64_t narrow = saturated<std::int32_t>(accumulator);
    const auto shifted = saturated<std::int32_t>(narrow * (std::int64_t{1} << left));
    return rounding_divide_by_pot(saturating_rounding_doubling_high_mul(shifted, quantised), right);
  }
};

// |accumulator · quantised| is at most 2^94, which leaves 33 bits for a shift to the left. As it is 0 or at least 2^30,
// 33 bits are also enough to leave the 64 of the result.
struct SingleRounding {
  Wide quantised;
  Wide half;
  int right;

  explicit SingleRounding(const FixedMultiplier& multiplier)
      : quantised{Wide{multiplier.quantised} << std::clamp(multiplier.shift - 31, 0, 33)},
        half{multiplier.shift < 31 ? Wide{1} << (30 - multiplier.shift) : 0},
        right{std::max(31 - multiplier.shift, 0)} {}

  std::int64_t operator()(std::int64_t accumulator) const {
    return saturated<std::int64_t>((accumulator * quantised + half) >> right);
  }
};

struct ShiftTruncate {
  Wide multiplier;
  int shift;
  std::int64_t operator()(std::int64_t accumulator) const {
    return saturated<std::int64_t>((accumulator * multiplier) >> shift);
  }
};

}  // namespace

Requantizer::Requantizer(double multiplier, RequantMode mode)
    : mode_{mode}, real_{multiplier}, fixed_{fixed_multiplier(multiplier)} {
  if (mode == RequantMode::shift_truncate) shifted_ = shift_multiplier(multiplier);
}

/// Chooses the mode outside of any loop over elements.
template <class Use>
void Requantizer::with_kernel(const Use& use) const {
  switch (mode_) {
    case RequantMode::float64_half_even:
      return use(Float64<Rounding::half_even>{real_});
    case RequantMode::float64_half_away:
      return use(Float64<Rounding::half_away>{real_});
    case RequantMode::gemmlowp:
      return use(Gemmlowp{fixed_});
    case RequantMode::single_rounding:
      return use(SingleRounding{fixed_});
    case RequantMode::shift_truncate:
      return use(ShiftTruncate{shifted_.multiplier, shifted_.shift});
  }
  throw ModelError{"requantize: no such mode"};
}

std::int64_t Requantizer::operator()(std::int64_t accumulator) const {
  std::int64_t result = 0;
  with_kernel([&](const auto& kernel) { result = kernel(accumulator); });
  return result;
}

void Requantizer::requantize(std::span<const std::int64_t> accumulators, std::span<std::int64_t> out) const {
  if (accumulators.size() != out.size()) throw ModelError{"requantize: as many results as accumulators are needed"};
  with_kernel(
      [&](const auto& kernel) { std::transform(accumulators.begin(), accumulators.end(), out.begin(), kernel); });
}

}  // namespace systole::models
