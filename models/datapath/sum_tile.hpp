// A tile of C in a half of the ofmap buffer: partial sums at the accumulator's width, then finished codes.
//
// Rows are what an edge's columns leave together: [groups][m][n], or [groups][n][m] for is. In ws and is column j
// leaves h cycles after the column before it, so that the columns write to different rows at a time; a row's length is
// chosen so that these lie in different banks, and elements are set apart so that none is split between two, if the
// half has room for it.
#pragma once

#include <cstdint>
#include <vector>

#include "models/chip/chip.hpp"
#include "models/dataflow/tile_box.hpp"
#include "models/dataflow/work.hpp"
#include "models/datapath/input_tile.hpp"
#include "models/datapath/layer_data.hpp"
#include "models/memory/bank_port.hpp"

namespace systole::models {

class SumTile {
 public:
  /// `place.element`: of what is kept, a partial sum or a code.
  SumTile(const ArrayConfig& array, const Work& work, const TileBox& box, const TilePlace& place);

  std::int64_t read(std::int64_t group, std::int64_t m, std::int64_t n, BankPort& port) const {
    const std::int64_t at = element_at(group, m, n);
    port.ask(base_ + at * spacing_, element_);
    return sums_[static_cast<std::size_t>(at)];
  }
  /// A partial sum arrives on its own, when it leaves its column.
  void write_partial(std::int64_t group, std::int64_t m, std::int64_t n, std::int64_t sum, BankPort& port) {
    const std::int64_t at = element_at(group, m, n);
    port.ask(base_ + at * spacing_, element_);
    sums_[static_cast<std::size_t>(at)] = sum;
  }
  /// `count` codes of `size` bytes arrive together from the vector unit, each where its partial sum was; the last of
  /// them is that of m and n.
  void write_codes(std::int64_t group, std::int64_t m, std::int64_t n, std::int64_t count, Bytes size,
                   BankPort& port) const;

  /// Brings in, or takes away, the sums of a visit of this tile (in DRAM they lie in `data`).
  void reload(const LayerData& data);
  void spill(LayerData& data) const;
  /// Where an output of the tile lies in the layer.
  std::size_t index(const LayerData& data, std::int64_t group, std::int64_t m, std::int64_t n) const {
    return data.index(groups_.begin + group, rows_of_m_[static_cast<std::size_t>(m)], outputs_.begin + n);
  }

 private:
  template <class Visit>
  void for_each_output(Visit visit) const;
  std::int64_t element_at(std::int64_t group, std::int64_t m, std::int64_t n) const {
    return group * group_ + m * m_ + n * n_;
  }

  Run groups_;
  Run outputs_;  // of N
  std::int64_t group_;
  std::int64_t m_;
  std::int64_t n_;
  std::int64_t base_;
  Bytes element_;
  std::int64_t spacing_ = 1;             // bytes from one element to the next
  std::vector<std::int64_t> rows_of_m_;  // in the layer, by m
  std::vector<std::int64_t> sums_;
};

}  // namespace systole::models
