// The inner loops of ordered products: a few neighbouring outputs, whose sums stay in vector registers over the whole
// reduction. Compiled for the widest vectors that the machine has: 1 to 7 GMAC/s a core, but half of that on machines
// without AVX2 for sums of more than 32 bits, where SSE2 can neither compare two such nor widen two operands at once.
#pragma once

#include <cstddef>
#include <cstdint>

#include "models/chip/chip.hpp"

namespace systole::models {

inline constexpr std::int64_t kOrderedLanes = 16;  // a vector of 512 bits of 32-bit sums
inline constexpr std::int64_t kOrderedRows = 2;    // at a time: their steps need not wait for each other

/// sums[row][lane] goes through the accumulator's steps factors[row][k] · operands[k][lane], k ascending. Sums that it
/// can hold go in and come out.
struct OrderedTile {
  std::int64_t k = 0;
  const std::int16_t* factors[kOrderedRows] = {};  // [k] each
  const std::int16_t* operands = nullptr;          // [k][kOrderedLanes]
  std::int64_t* sums[kOrderedRows] = {};           // [kOrderedLanes] each
  std::int64_t rows = kOrderedRows;                // 1: only the first of each
};

/// Adds to overflows[row] the steps of each row whose exact sum did not fit. `widest`: bytes of the largest vector
/// register to use; all give the same.
void run_ordered_tile(const Accumulator& accumulator, const OrderedTile& tile, std::int64_t* overflows,
                      int widest = 64);

}  // namespace systole::models
