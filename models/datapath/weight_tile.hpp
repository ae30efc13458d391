// A tile of B in a half of the weight buffer, as [groups][k][n], or [groups][n][k] for is, whose edge takes
// neighbouring k; k = tap * channels + channel.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/dataflow/tile_box.hpp"
#include "models/dataflow/work.hpp"
#include "models/datapath/input_tile.hpp"
#include "models/datapath/layer_data.hpp"
#include "models/memory/bank_port.hpp"

namespace systole::models {

class WeightTile {
 public:
  WeightTile(const Work& work, const TileBox& box, Dataflow dataflow, const TilePlace& place, const LayerData& data);

  /// B[k][n + i] or B[k + i][n] of a group of the tile as they enter the array.
  void along_n(std::int64_t group, std::int64_t k, std::int64_t n, std::span<std::int16_t> out, BankPort& port) const {
    read(group * group_ + k * k_ + n * n_, n_, out, port);
  }
  void along_k(std::int64_t group, std::int64_t k, std::int64_t n, std::span<std::int16_t> out, BankPort& port) const {
    read(group * group_ + k * k_ + n * n_, k_, out, port);
  }

 private:
  void read(std::int64_t first, std::int64_t stride, std::span<std::int16_t> out, BankPort& port) const;

  std::int64_t group_;  // distances in elements
  std::int64_t k_;
  std::int64_t n_;
  std::int64_t base_;
  Bytes element_;
  std::int16_t offset_;
  std::vector<std::int16_t> values_;
};

}  // namespace systole::models
