// Any operator of one operand as a table with an entry for each of its codes: 256 entries for 8 bits, as a vector unit
// holds them.
//
// An entry is what float64 makes of its code, rounded once: within 1/2 step of the real function wherever that is in
// the output's range. Operands of more than 8 bits are no table in hardware, but a function unit; a table of all their
// codes (to 65,536) is how that unit's result, the same rounded float64, is had quickly here.
// Functions that round on their way (a table of 64 points, the integer polynomial of exp) fill the same tables with
// their own arithmetic.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "models/numerics/operators/codes.hpp"

namespace systole::models {

class CodeTable {
 public:
  /// Entries round(function(real) / S) + Z, clamped. Throws ModelError for unusable parameters and a function whose
  /// value for a code is not a number.
  CodeTable(const QuantParams& input, const QuantParams& output, const std::function<double(double)>& function,
            Rounding rounding = Rounding::half_even);
  /// Entries as `function` makes them of codes.
  CodeTable(const CodeFormat& input, const std::function<std::int16_t(std::int32_t)>& function);

  std::int16_t operator()(std::int16_t code) const { return entries_[index(code)]; }
  /// `out` may be `in` itself. Codes are the input format's. Throws ModelError for spans of different lengths.
  void operator()(Codes in, MutableCodes out) const;

 private:
  void fill(const CodeFormat& input, const std::function<std::int16_t(std::int32_t)>& function);
  /// The mask keeps codes of another format inside the table.
  std::size_t index(std::int16_t code) const { return static_cast<std::size_t>(code - lowest_) & mask_; }

  std::int32_t lowest_ = 0;
  std::size_t mask_ = 0;
  std::vector<std::int16_t> entries_;
};

}  // namespace systole::models
