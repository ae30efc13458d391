// What cells hold that are not ideal, as fixed-point numbers of two bytes.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/cim/config.hpp"

namespace systole::models {

/// weight = (128 · coarse + fine) / 64, both of 8 bits with a sign. A faulty cell holds
///   (w · (1 + program_relative · n1) + program_lsb · n2) · (1 - retention_loss - retention_spread · n3)
/// of its code w, with standard normal n, or what it is stuck at. The numbers depend on the seed, the layer and the
/// cell's place in the whole matrix: not on how it is cut into arrays.
struct CimCells {
  std::vector<std::int16_t> coarse;
  std::vector<std::int16_t> fine;
};

/// Where the cells lie: outputs x inputs of them, from input `first` on, of layer `layer`.
struct CimCellPlace {
  std::int64_t outputs = 0;
  std::int64_t inputs = 0;
  std::int64_t first = 0;
  std::uint32_t layer = 0;
};

/// `codes`: [outputs][inputs].
CimCells faulty_cells(const CimConfig& config, const CimCellPlace& place, std::span<const std::int16_t> codes);

}  // namespace systole::models
