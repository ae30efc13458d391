// A lower bound of a tiling's cycles and its exact DRAM traffic, in a few nanoseconds: what the mapper ranks by.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "models/chip/chip.hpp"
#include "models/dataflow/port_bound.hpp"
#include "models/dataflow/tiling.hpp"
#include "models/dataflow/work.hpp"
#include "models/memory/channel.hpp"

namespace systole::models {

/// Tiles of one size.
struct TileCount {
  std::int64_t size = 0;
  std::int64_t count = 0;
};

/// What follows from how M is cut alone: computed once for all sizes of K and N.
struct MCut {
  std::int64_t images = 1;
  std::int64_t rows = 1;
  std::int64_t cols = 1;
  std::int64_t trips = 1;            // tiles of M
  std::int64_t pixels = 1;           // input pixels that all tiles of M touch, counted for each tile
  std::int64_t first_pixels = 1;     // of the first tile
  std::int64_t span = 1;             // of the largest tile
  std::int64_t row_folds = 1;        // folds of all tiles of M over the array's rows (os)
  std::int64_t col_folds = 1;        // over its columns (is)
  std::int64_t last_m = 1;           // outputs of the last tile
  std::array<TileCount, 8> tiles{};  // by outputs
  std::size_t sizes = 0;             // of `tiles`

  std::int64_t m() const { return images * rows * cols; }
};

/// What is the same for all loop orders and halves of a tiling.
struct TileBound {
  std::int64_t engine = 0;         // cycles of the engine alone
  std::int64_t ends = 0;           // of the first load and the last store, which nothing hides
  std::int64_t exposed_leads = 0;  // more engine cycles where stationary operands cannot go in under the tile before
  std::int64_t m_trips = 1;
  std::int64_t k_trips = 1;
  std::int64_t n_trips = 1;
  std::int64_t a_bytes = 0;  // of one visit of all tiles
  std::int64_t b_bytes = 0;
  std::int64_t partial_bytes = 0;  // partial sums there and back once
  std::int64_t once_bytes = 0;     // constants and results
};

/// What a loop order adds to that.
struct OrderBound {
  std::int64_t dram = 0;
  std::int64_t channel = 0;  // cycles that the channel is busy
  bool splits_reduction = false;
};

class BoundModel {
 public:
  BoundModel(const Chip& chip, const Work& work);

  MCut cut(std::int64_t images, std::int64_t rows, std::int64_t cols) const;
  TileBytes tile(const MCut& m, const Tiling& tiling) const;
  /// No more than any tiling's cycles with these channels and n, however M is cut: the engine and the first tile of B.
  std::int64_t floor(const MCut& whole, const Tiling& tiling) const;
  /// Cycles of the engine alone: exact for ws and is, and shifted os, where no port starves the array; otherwise no
  /// more than these.
  std::int64_t engine(const MCut& m, const Tiling& tiling) const;
  TileBound bound(const MCut& m, const Tiling& tiling, std::int64_t engine) const;
  OrderBound bound(const TileBound& tile, LoopOrder order) const;
  /// No schedule is faster.
  static std::int64_t cycles(const TileBound& tile, const OrderBound& order, const HalfCounts& halves);

 private:
  /// A bound of the tiling as it is cut, or of any that cuts M further.
  enum class Cuts : std::uint8_t { these, any };

  std::int64_t engine_cycles(const MCut& m, const Tiling& tiling, Cuts cuts) const;
  std::int64_t output_stationary_cycles(const MCut& m, const Tiling& tiling, Cuts cuts) const;
  std::int64_t operand_stationary_cycles(const MCut& m, const Tiling& tiling, Cuts cuts) const;
  static std::int64_t serial(const PhaseSums& own, const PhaseSums& fed, std::int64_t skew, Cuts cuts);
  std::int64_t overlapped_cycles(const MCut& m, const Tiling& tiling) const;
  std::int64_t ends(const MCut& m, const Tiling& tiling) const;
  std::int64_t moved(std::int64_t bytes) const;
  std::int64_t occupancy(std::int64_t bytes) const { return channel_.occupancy(Bytes{bytes}).count(); }

  const Chip& chip_;
  const Work& work_;
  ChannelTiming channel_;
  PortBound ports_;
  double cycles_per_byte_;
  std::int64_t latency_;
  std::int64_t fixed_cycles_ = 0;  // vector and CIM engine, or scalesim accounting: whatever the tiling
  bool fixed_ = false;
  bool overlapped_ = false;  // stationary operands go in under the stream before
};

}  // namespace systole::models
