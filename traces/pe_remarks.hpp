// What a PE did in a cycle, in words, told from its registers before and after.
//
// Registers do not say everything. A PE without a vector holds zeros, so that a vector's zero operand looks like none;
// an operand or a sum that is replaced by an equal one looks kept; what the shadow registers hold is not seen before a
// swap brings it into use (ws, is), nor results that leave through them (os).
#pragma once

#include <string>

#include "models/array/pe_registers.hpp"
#include "models/chip/chip.hpp"

namespace systole::traces {

/// What the registers of an array's PEs mean.
struct PeKind {
  bool output_stationary = false;
  bool shadow = false;     // registers that load, or results that leave, under the next stream
  bool saturates = false;  // the accumulator; otherwise it wraps

  static PeKind of(const models::ArrayConfig& array);
};

/// "mac 10 + 3 x -7 -> acc -11", "loads b = 5"; empty: nothing, idle. `overflowed`: the sum did not fit.
std::string pe_remark(const PeKind& kind, const models::PeRegisters& before, const models::PeRegisters& after,
                      bool overflowed);

}  // namespace systole::traces
