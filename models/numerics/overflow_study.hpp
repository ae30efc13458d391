// What accumulators that are too narrow do to dot products of random operands: how often a step overflows, how many
// sums are wrong at the end, and by how much.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/chip/chip.hpp"

namespace systole::models {

struct OverflowStudy {
  std::int64_t k = 1;     // products a sum
  std::int64_t sums = 0;  // drawn
  OperandType a = OperandType::int8;
  OperandType b = OperandType::int8;
  std::uint64_t seed = 0;
  std::uint32_t stream = 0;  // independent draws of one seed: a layer's number
};

struct OverflowTally {
  std::int64_t overflowed_steps = 0;  // whose exact sum did not fit; the sum goes on from what was kept
  std::int64_t wrong_sums = 0;        // that end with another value than the exact one
  double mean_error = 0;              // |kept - exact| over all sums
  std::int64_t worst_error = 0;
  double mean_excess = 0;  // by how much exact sums lie outside the range: the error of a single saturation at the end
};

/// One tally an accumulator, all of the same operands: uniform over their types, from a counter-based generator
/// (Philox4x32-10; Salmon et al., SC 2011), so that they depend on nothing but seed, stream and position.
/// 16-bit operands of both kinds at once are more than a step takes: their product must not exceed 2^30.
std::vector<OverflowTally> study_overflow(const OverflowStudy& study, std::span<const Accumulator> accumulators);

}  // namespace systole::models
