// A tile of A in a half of the ifmap buffer: input pixels, each once, without padding; and the addresses under which
// the array's edge finds A[m][k] there, k = tap * channels + channel.
//
// What an edge takes at a time lies side by side, so that it comes from different banks: channels innermost for ws,
// which takes neighbouring k; output columns innermost for os and is, which take neighbouring m. Rows of pixels are
// set apart so that an edge that passes from one to the next finds the next banks there, if the half has room for it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/dataflow/tile_box.hpp"
#include "models/dataflow/work.hpp"
#include "models/datapath/layer_data.hpp"
#include "models/memory/bank_port.hpp"

namespace systole::models {

/// The half that a tile is in.
struct TilePlace {
  Bytes base;      // first byte of the half
  Bytes capacity;  // of the half
  Bytes element;
  Bytes bank_width{1};
  std::int64_t row_of_banks = 1;  // bytes that lie side by side in all banks
};

class InputTile {
 public:
  InputTile(const Work& work, const TileBox& box, Dataflow dataflow, const TilePlace& place, const LayerData& data);

  /// A[m][k + i] or A[m + i][k] of a group of the tile as they enter the array.
  void along_k(std::int64_t group, std::int64_t m, std::int64_t k, std::span<std::int16_t> out, BankPort& port) const;
  void along_m(std::int64_t group, std::int64_t m, std::int64_t k, std::span<std::int16_t> out, BankPort& port) const;

 private:
  /// Where the outputs of one axis find their input positions: by output and tap; -1 is padding.
  struct AxisMap {
    std::vector<std::int64_t> position;  // in the tile
    std::vector<std::int64_t> source;    // in the layer, by position in the tile
    std::int64_t taps = 1;

    std::int64_t at(std::int64_t output, std::int64_t tap) const {
      return position[static_cast<std::size_t>(output * taps + tap)];
    }
  };
  static AxisMap map_axis(const WindowAxis& window, const Run& outputs);
  void lay_out(Dataflow dataflow, const TilePlace& place);
  void fill(const TileBox& box, const LayerData& data);
  std::int64_t element_at(std::int64_t group, std::int64_t image, std::int64_t y, std::int64_t x,
                          std::int64_t channel) const {
    return image * image_ + y * row_ + x * col_ + (group * channels_ + channel) * channel_;
  }

  AxisMap rows_;
  AxisMap cols_;
  std::int64_t out_rows_;
  std::int64_t out_cols_;
  std::int64_t images_;
  std::int64_t groups_;
  std::int64_t channels_;
  std::int64_t image_ = 0;  // distances in elements
  std::int64_t row_ = 0;
  std::int64_t col_ = 0;
  std::int64_t channel_ = 0;
  std::int64_t base_;
  Bytes element_;
  std::int16_t offset_;
  std::int16_t padding_;
  std::vector<std::int16_t> values_;
};

}  // namespace systole::models
