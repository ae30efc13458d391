// Random parameters and codes for operators, and the real results beside which they are measured.
#pragma once

#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "models/numerics/operators/codes.hpp"

namespace systole::tests {

using CodeVector = std::vector<std::int16_t>;

/// A case is a seed, of the full 32 bits from the first case on; vectors of codes come from it at once, which is faster
/// than element by element.
class RandomCodes {
 public:
  RandomCodes() : engine_{*rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<std::uint32_t>())} {}
  explicit RandomCodes(std::uint32_t seed) : engine_{seed} {}

  std::int64_t number(std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>{low, high}(engine_);
  }
  double real(double low, double high) { return std::uniform_real_distribution<double>{low, high}(engine_); }
  models::CodeFormat format(int least_bits = 2, int most_bits = 15) {
    return {static_cast<int>(number(least_bits, most_bits)), number(0, 1) == 1};
  }
  /// Scales over four decades, any zero point.
  models::QuantParams params(const models::CodeFormat& format) {
    return {std::pow(10.0, real(-4, 0)), static_cast<std::int32_t>(number(format.lowest(), format.highest())), format};
  }
  models::QuantParams params() { return params(format()); }
  /// Such that reals of [-range, range] nearly fill the codes, so that most results are not clamped.
  models::QuantParams params_for(double range) {
    const models::CodeFormat wanted = format(4, 12);
    models::QuantParams result{1, (wanted.lowest() + wanted.highest()) / 2, wanted};
    result.scale = range * real(0.5, 1.5) * 2 / (wanted.highest() - wanted.lowest());
    return result;
  }
  CodeVector codes(const models::CodeFormat& format, std::size_t count) {
    CodeVector result(count);
    for (auto& code : result) code = static_cast<std::int16_t>(number(format.lowest(), format.highest()));
    return result;
  }

 private:
  std::mt19937 engine_;
};

/// Largest magnitude of a tensor's reals.
inline double range_of(const models::QuantParams& params) {
  return std::max(params.real(params.format.highest()), -params.real(params.format.lowest()));
}

/// Where `real` lies among the output's codes, not rounded, but clamped.
inline double place_of(double real, const models::QuantParams& output) {
  return std::clamp(real / output.scale + output.zero_point, double(output.format.lowest()),
                    double(output.format.highest()));
}

/// Steps between a code and where the real result lies.
inline double error_in_steps(std::int16_t code, double real, const models::QuantParams& output) {
  return std::fabs(code - place_of(real, output));
}

/// Rounding to the nearest, and what doubles lose on the way to it.
inline constexpr double kHalfStep = 0.5 + 1e-6;

inline constexpr models::CodeFormat kUint8{8, false};
inline constexpr models::CodeFormat kInt8{8, true};

}  // namespace systole::tests
