// Standard normal numbers that depend on what they are for, and on nothing else: not on threads, the order of tiles, or
// what else is drawn.
//
// Words come from Philox4x32-10 (Salmon, Moraes, Dror and Shaw: "Parallel random numbers: as easy as 1, 2, 3", SC 2011;
// Random123), keyed by the seed. The counter says what a number is for. Pairs of words become pairs of normal numbers
// by Box and Muller's transform (Annals of Mathematical Statistics 29, 1958), in float: the first gives the radius, by
// its 31 upper bits; the second a swap, a sign and an angle of 30 bits within an eighth of a turn to each side.
// Logarithm, sine and cosine are the polynomials of S. Moshier's Cephes library (logf.c, sinf.c; errors below 1e-7).
// Additions, multiplications and square roots alone, none fused, so that every machine gets the same bits. No number
// is above 6.8 in magnitude: of 10^11 true ones, one is.
#pragma once

#include <cstdint>
#include <span>

namespace systole::models {

/// What a row of numbers is for; one number for each column of it.
struct NormalRow {
  std::uint64_t seed = 0;
  std::uint32_t layer = 0;    // which weights: an engine's layers are apart
  std::uint32_t row = 0;      // token, or whatever has columns
  std::uint32_t tile = 0;     // of the reduction; below 2^24
  std::uint32_t purpose = 0;  // below 256: pass and sample, or a fault of the array
};

/// Columns that are drawn together: requests begin at multiples of it.
inline constexpr std::int64_t kNormalGroup = 64;

/// values[i] is the number of column `first` + i. Throws ModelError unless `first` and the size are multiples of
/// kNormalGroup. `widest`: bytes of the largest vector register to use; all give the same.
void fill_normals(const NormalRow& row, std::int64_t first, std::span<float> values, int widest = 64);

}  // namespace systole::models
