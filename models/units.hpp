// Strong types for what systole counts. A Cycles and a Bytes do not add up, and neither becomes a bare number silently:
// say `.count()` where a formula mixes units on purpose.
#pragma once

#include <compare>
#include <cstdint>

namespace systole::models {

/// A count of one unit. `Tag` keeps units apart; `Rep` is the arithmetic type.
template <class Tag, class Rep = std::int64_t>
class Quantity {
 public:
  using rep = Rep;

  constexpr Quantity() = default;
  constexpr explicit Quantity(Rep count) : count_{count} {}

  constexpr Rep count() const { return count_; }

  constexpr auto operator<=>(const Quantity&) const = default;

  constexpr Quantity& operator+=(Quantity other) {
    count_ += other.count_;
    return *this;
  }
  constexpr Quantity& operator-=(Quantity other) {
    count_ -= other.count_;
    return *this;
  }
  friend constexpr Quantity operator+(Quantity a, Quantity b) { return Quantity{a.count_ + b.count_}; }
  friend constexpr Quantity operator-(Quantity a, Quantity b) { return Quantity{a.count_ - b.count_}; }
  friend constexpr Quantity operator*(Quantity a, Rep factor) { return Quantity{a.count_ * factor}; }
  friend constexpr Quantity operator*(Rep factor, Quantity a) { return Quantity{a.count_ * factor}; }

 private:
  Rep count_{};
};

using Cycles = Quantity<struct CyclesTag>;
using Bytes = Quantity<struct BytesTag>;
using Picoseconds = Quantity<struct PicosecondsTag>;
using Hertz = Quantity<struct HertzTag>;
using BytesPerSecond = Quantity<struct BytesPerSecondTag>;

constexpr std::int64_t ceil_div(std::int64_t numerator, std::int64_t denominator) {
  return (numerator + denominator - 1) / denominator;
}

constexpr std::int64_t round_up(std::int64_t value, std::int64_t granule) {
  return ceil_div(value, granule) * granule;
}

}  // namespace systole::models
