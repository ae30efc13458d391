// Rotary position embedding (Su et al., "RoFormer", 2021, section 3.2) on codes: pairs of a row's elements are rotated
// by an angle that grows with the row's position.
//
// Fixed point: cosines and sines have 14 bits behind the point, a rotated element is the exact sum of two products of
// centred codes, requantised once. Off the real rotation, in steps of the output, by at most
//   r + (|a| + |b|) 2^-15 S/S'
// for centred codes a and b of the pair and r = 1/2 (3/4 for gemmlowp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/numerics/operators/codes.hpp"
#include "models/numerics/requantizer.hpp"
#include "models/reference/rope.hpp"

namespace systole::models {

/// Rotations of `positions` rows: pair i of position t by t · base^(-2i/length).
struct RopeRows {
  std::int64_t positions = 1;
  std::int64_t length = 2;   // of a row: a head's
  std::int64_t repeats = 1;  // neighbouring rows of one position: the heads in [positions][heads][length]
  RopePairs pairs = RopePairs::neighbours;
  double base = kRopeBase;
};

class Rope {
 public:
  /// Throws ModelError for unusable parameters, an odd length, sizes below 1, and a base that is not above 0.
  Rope(const RopeRows& shape, const QuantParams& input, const QuantParams& output,
       RequantMode mode = RequantMode::float64_half_even);

  /// [..][positions][repeats][length]: positions start anew behind the last. `out` may be `in` itself. Throws
  /// ModelError for spans that are not whole rows.
  void operator()(Codes in, MutableCodes out) const;

 private:
  RopeRows shape_;
  std::vector<std::int16_t> cosines_;  // [positions][length / 2], in 2^-14
  std::vector<std::int16_t> sines_;
  std::int64_t zero_point_;
  Requantizer requantize_;
  std::int64_t output_zero_;
  std::int64_t lowest_;  // before the output's zero point is added
  std::int64_t highest_;
};

}  // namespace systole::models
