// What one PE of the array holds.
#pragma once

#include <cstdint>

namespace systole::models {

/// Registers of a PE after the clock edge that ended a cycle. In hw/rtl, for PE (i, j) and cycle t:
///
/// `a`: the operand that the PE saw in t, in the first of the registers to its right: stage[0] of g_right.right. The
///   last column has no such register: wire a[i][j] before the edge, which is what it would take.
/// `b`: ws, is: the stationary operand that it holds for t + 1: `held`, with a shadow register `active`.
///   os: the operand that it saw in t, in the first of the registers below it: stage[0] of g_down.down; in the last
///   row: wire b[i][j] before the edge.
/// `acc`: ws, is: the partial sum that it computed in t, in the first of the registers below it; in the last row:
///   wire sum[i][j] before the edge, which is the result that leaves. os: its `accumulator`.
struct PeRegisters {
  std::int16_t a = 0;
  std::int16_t b = 0;
  std::int64_t acc = 0;

  bool operator==(const PeRegisters&) const = default;
};

}  // namespace systole::models
