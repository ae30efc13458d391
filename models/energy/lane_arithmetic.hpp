// What the vector unit's operations are made of: multiplications and additions of 32 bits, which is what they cost in
// energy. A comparison is an addition (it subtracts); shifts, tables and copies are not counted.
//
//   requant            1 multiplication, 1 addition     multiplier of fixed point, rounding
//   add, max, relu     1 addition                       relu and max compare
//   mul                1 multiplication
//   mac                1, 1
//   clamp              2 additions
//   sigmoid, exp       1, 1                             a segment of a piecewise linear function: a mac
//   silu, gelu         2, 1                             sigmoid, mul
//   div                2, 1                             a segment of the reciprocal, mul
//   softmax            3, 4                             max, exp, add, div
//   norm               2, 3                             add and mac for mean and variance, mac for the scale
//   rope               2, 1                             a rotation: two products and their sum
//   copy               none
#pragma once

#include <array>
#include <cstdint>

#include "models/chip/chip.hpp"

namespace systole::models {

/// 32-bit operations of the vector unit.
struct LaneArithmetic {
  std::int64_t multiplications = 0;
  std::int64_t additions = 0;

  LaneArithmetic& operator+=(const LaneArithmetic& other) {
    multiplications += other.multiplications;
    additions += other.additions;
    return *this;
  }
  bool operator==(const LaneArithmetic&) const = default;
};

/// How often each operation is done for one output, by VectorOp.
using LaneOperationCounts = std::array<std::int64_t, kVectorOps>;

LaneArithmetic lane_arithmetic(VectorOp op);
/// Of `outputs` outputs.
LaneArithmetic lane_arithmetic(const LaneOperationCounts& counts, std::int64_t outputs);

}  // namespace systole::models
