// The inner loops of post_process_sums.hpp: requantisation of 32-bit sums to codes, in vectors. Compiled for the widest
// that the machine has. Requantizer (requantizer.hpp) says what the results must be; here is only its arithmetic cut
// down to what fits 32 bits and products of 64.
#pragma once

#include <cstddef>
#include <cstdint>

namespace systole::models {

enum class SumKernel {
  shift,      // single_rounding and shift_truncate: floor((a·q + half) / 2^32) >> after
  gemmlowp,   // its high half of a product, rounded, and its rounding shift by `after`
  half_even,  // a · real, ties to even
  half_away,  // a · real, ties away from zero
};

/// Constants of neighbouring sums, or of a single channel for all. a = (clamp(sum, lowest, highest) + offset) <<
/// before, none of which leaves 32 bits; `offset` wraps.
struct SumLanes {
  const std::int32_t* lowest = nullptr;
  const std::int32_t* highest = nullptr;
  const std::int32_t* offset = nullptr;
  const std::int32_t* before = nullptr;      // 0 to 31
  const std::int32_t* multiplier = nullptr;  // q
  const std::int64_t* half = nullptr;
  const std::int32_t* after = nullptr;  // 0 to 31
  const double* real = nullptr;
  /// Where the kernel is `shift`, limits of codes fit 16 bits, nothing needs to be clamped or shifted before the
  /// product and `half` is a multiple of 2^32: half / 2^32. Null otherwise.
  const std::int32_t* high_half = nullptr;
};

/// clamp(·, lowest, highest) + zero_point is a code of 16 bits, and all three fit 17.
struct SumCodes {
  std::int32_t lowest = -128;
  std::int32_t highest = 127;
  std::int32_t zero_point = 0;
};

/// Rows of neighbouring sums, and where their codes go: elements from one row to the next.
struct SumRows {
  std::size_t rows = 1;
  std::size_t count = 0;
  const std::int32_t* sums = nullptr;
  std::size_t sum_stride = 0;
  std::int16_t* codes = nullptr;
  std::size_t code_stride = 0;
};

/// `lanes` hold one constant for each of a row's sums, or, not `each`, one for all. `widest`: bytes of the largest
/// vector register to use; all give the same.
void requantize_rows(SumKernel kernel, const SumLanes& lanes, bool each, const SumCodes& codes, const SumRows& rows,
                     int widest = 64);

}  // namespace systole::models
