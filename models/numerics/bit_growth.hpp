// How many bits the sum of K products needs.
#pragma once

#include <cstdint>

namespace systole::models {

struct BitGrowth {
  int formula_bits = 0;  // a + b + ceil(log2 K): the rule of thumb, an upper bound
  int exact_bits = 0;    // a + b + floor(log2 K): K products of the most negative operands still fit, and need them
  int recommended = 0;   // the first of 16, 32 and 64 that holds formula_bits

  /// Bits that the recommended accumulator has to spare.
  int margin() const { return recommended - formula_bits; }
};

/// For signed operands of `a_bits` and `b_bits` and a reduction of length k >= 1. The largest product is 2^(a+b-2), so
/// that the sum lies within ±K 2^(a+b-2) and only its positive end needs the last of the exact bits.
BitGrowth bit_growth(std::int64_t k, int a_bits, int b_bits);

}  // namespace systole::models
