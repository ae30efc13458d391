// The commonest of the loops of sum_kernels.hpp once more, in AVX-512's own terms: it has the instruction that
// multiplies every other number of 32 bits to 64, which GCC does not find for whole registers.
#pragma once

#include "models/numerics/sum_kernels.hpp"

namespace systole::models {

/// SumKernel::shift for lanes that have `high_half`. Does the first sums of each row, and returns how many: 0 on a
/// machine without AVX-512.
std::size_t shift_rows_avx512(const SumLanes& lanes, bool each, const SumCodes& codes, const SumRows& rows);

}  // namespace systole::models
