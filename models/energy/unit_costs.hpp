// What one action costs on a chip, by its table: widths, capacities and dataflow looked up once.
//
//   multiply-add   a multiplier of sqrt(activation bits · weight bits), an adder of the accumulator's width. Between
//                  tabulated widths a power of the width.
//   registers      bits written by a multiply-add: what moves to the next PE, through each of the hop registers, and
//                  the sum. ws, is: one operand and the partial sum move; os: both operands, and the sum stays.
//   SRAM           a byte of an access of a bank (size / banks), the word's energy shared by its bits. Between
//                  tabulated capacities a power of the capacity; a smaller bank costs what the smallest costs (an upper
//                  bound), a larger one is an error. A write costs what a read costs: the source has reads.
//   DRAM           a byte, by `dram.technology`; `uncounted`: nothing.
//   vector unit    a multiplication and an addition of 32 bits.
//   CIM            cim_costs.hpp.
#pragma once

#include <cstdint>
#include <string>

#include "models/chip/chip.hpp"
#include "models/energy/cim_costs.hpp"
#include "models/energy/table.hpp"

namespace systole::models {

inline constexpr int kLaneBits = 32;

/// Picojoules.
struct UnitCosts {
  double multiply_add = 0;
  double registers = 0;  // a multiply-add
  MovingCosts byte;
  double lane_multiplication = 0;
  double lane_addition = 0;
  CimCosts cim;  // of a chip with macros
};

/// Throws UserError that names the key and the table's file where a figure is missing, or a width or capacity is
/// outside of what is tabulated.
UnitCosts unit_costs(const EnergyTable& table, const Chip& chip);

/// Bits of the registers that a multiply-add writes.
std::int64_t register_bits_written(const ArrayConfig& array);

/// A macro of that capacity; its word's energy divided by its bits. Same errors.
struct SramMacro {
  double pj_per_bit = 0;
  double um2 = 0;
};
SramMacro sram_macro(const EnergyTable& table, Bytes capacity, const std::string& buffer);

/// A multiplier or adder of that width, which may lie between tabulated ones.
struct ArithmeticUnit {
  double pj = 0;
  double um2 = 0;
};
ArithmeticUnit multiplier(const EnergyTable& table, double bits);
ArithmeticUnit adder(const EnergyTable& table, double bits);
/// sqrt(activation bits · weight bits): a multiplier's cost goes with the product of its operands' widths.
double multiplier_bits(const ArrayConfig& array);
const RegisterFigure& register_bit(const EnergyTable& table);

}  // namespace systole::models
