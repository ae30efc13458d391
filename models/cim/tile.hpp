// The cells of one row tile: exact sums of both slices over a part of the inputs, in raw units.
//
// Faulty cells hold weights in 1/64 of a code, so that their sums are exact integers too, the same on every machine:
// the rounding of 1/64/sqrt(12) of a code is far below any fault worth a name. They hold at most 254 codes.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "models/cim/config.hpp"
#include "models/cim/slices.hpp"
#include "models/numerics/int8_product.hpp"

namespace systole::models {

/// Part of a matrix of weight codes: inputs [first, first + inputs).
struct CimTilePlace {
  std::int64_t tokens = 0;
  std::int64_t first = 0;
  std::int64_t inputs = 0;
  std::uint32_t layer = 0;
};

class CimTile {
 public:
  /// `codes` are the whole matrix, [outputs][codes.size() / outputs].
  CimTile(const CimConfig& config, const CimTilePlace& place, std::int64_t outputs,
          std::span<const std::int16_t> codes);

  const CimTilePlace& place() const { return place_; }

  /// A token's slices; codes are those of all inputs.
  void load(const CimSlicer& slicer, std::int64_t token, std::span<const std::int16_t> codes);
  /// Whether the token's MSB slices are all 0.
  bool msb_is_zero(std::int64_t token) const;
  /// Root of the sum of squares of the DAC codes that the pass drives: what noise of the cells adds up with.
  double drive_norm(std::int64_t token, bool lsb) const;

  /// Sums of all tokens, both passes. Of those loaded last.
  void multiply();

  /// Columns [first, first + raw.size()) of a token's pass, as currents: DAC gain and IR drop included.
  void read(std::int64_t token, bool lsb, std::int64_t first, std::span<float> raw) const;
  /// Largest magnitude that read() gives for these columns.
  float peak(std::int64_t token, bool lsb, std::int64_t first, std::int64_t columns) const;
  /// sums[column] += those of a token: exact integers, msb_weight · MSB + LSB. Of ideal cells.
  void add_exact(std::int64_t token, std::int32_t msb_weight, std::span<std::int32_t> sums) const;

 private:
  std::size_t line(std::int64_t token, bool lsb) const {
    return static_cast<std::size_t>((lsb ? place_.tokens : 0) + token);
  }

  CimTilePlace place_;
  std::int64_t outputs_;
  float lsb_gain_;
  float drop_;                                   // of the current, for each raw unit of it
  std::vector<std::int8_t> slices_;              // [2][tokens][inputs]
  std::vector<Int8Linear> linears_;              // one; two where cells are faulty: 128 and 1 steps of 1/64
  std::vector<std::vector<std::int32_t>> sums_;  // of each: [2][tokens][outputs]
};

}  // namespace systole::models
