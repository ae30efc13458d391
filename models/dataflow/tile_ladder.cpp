#include "models/dataflow/tile_ladder.hpp"

#include <numeric>

namespace systole::models {

std::int64_t max_halves(const Scratchpad& scratchpad) {
  return std::max({scratchpad.ifmap.halves, scratchpad.weight.halves, scratchpad.ofmap.halves});
}

std::vector<std::int64_t> ladder_sizes(std::int64_t total, std::int64_t granule) {
  std::vector<std::int64_t> sizes;
  const auto add = [&](std::int64_t parts) {
    const std::int64_t size = std::min(total, round_up(ceil_div(total, parts), granule));
    if (sizes.empty() || size < sizes.back()) sizes.push_back(size);
  };
  add(1);
  for (std::int64_t parts = 2; parts / 2 < total; parts *= 2) add(parts);
  return sizes;
}

std::vector<LoopOrder> distinct_orders(const Work& work, const Tiling& tiling, LoopOrder wanted) {
  if (wanted != LoopOrder::automatic) return {wanted};
  const bool m = tiling.m() < work.m();
  const bool k = tiling.channels < work.channels;
  const bool n = tiling.n < work.n;
  using enum LoopOrder;
  if (m && k && n) return {mnk, mkn, nmk, nkm, kmn, knm};
  if (m && k) return {mnk, kmn};
  if (m && n) return {mnk, nmk};
  if (k && n) return {nmk, kmn};
  return {mnk};
}

Tiling fixed_tiling(const Chip& chip, const Work& work) {
  const FixedTile& tile = *chip.mapping.tile;
  const std::int64_t pixels = work.rows.out * work.cols.out;
  Tiling tiling;
  tiling.images = std::clamp<std::int64_t>(tile.m / pixels, 1, work.images);
  tiling.rows = std::clamp<std::int64_t>(tile.m / work.cols.out, 1, work.rows.out);
  tiling.cols = std::clamp<std::int64_t>(tile.m, 1, work.cols.out);
  tiling.channels = std::clamp<std::int64_t>(tile.k / work.taps, 1, work.channels);
  tiling.n = std::min(tile.n, work.n);
  tiling.order = chip.mapping.order;
  tiling.halves = max_halves(chip.scratchpad);
  return tiling;
}

namespace {

std::int64_t reduction_granule(const Chip& chip, const Work& work) {
  if (work.engine != Engine::array || chip.array.dataflow == Dataflow::os) return 1;
  return chip.array.rows / std::gcd(chip.array.rows, work.taps);
}

std::int64_t output_granule(const Chip& chip, const Work& work) {
  return work.engine == Engine::array && chip.array.dataflow != Dataflow::is ? chip.array.cols : 1;
}

/// Rows of a plain GEMM that fold onto the array come in whole folds.
std::int64_t row_granule(const Chip& chip, const Work& work) {
  if (work.engine == Engine::vector) return work.row_granule;
  if (work.cols.out > 1 || chip.array.dataflow == Dataflow::ws) return 1;
  return chip.array.dataflow == Dataflow::os ? chip.array.rows : chip.array.cols;
}

std::vector<Tiling> cut_m(const Chip& chip, const Work& work, bool fine) {
  std::vector<Tiling> tilings;
  const auto add = [&](std::int64_t images, std::int64_t rows, std::int64_t cols) {
    Tiling tiling;
    tiling.images = images;
    tiling.rows = rows;
    tiling.cols = cols;
    if (tilings.empty() || !(tilings.back() == tiling)) tilings.push_back(tiling);
  };
  for (const std::int64_t images : ladder_sizes(work.images, 1)) add(images, work.rows.out, work.cols.out);
  for (const std::int64_t rows : ladder_sizes(work.rows.out, row_granule(chip, work))) add(1, rows, work.cols.out);
  if (!fine) return tilings;
  if (tilings.back().rows > 1)
    for (const std::int64_t rows : ladder_sizes(tilings.back().rows, 1)) add(1, rows, work.cols.out);
  for (const std::int64_t cols : ladder_sizes(work.cols.out, 1)) add(1, 1, cols);
  return tilings;
}

}  // namespace

TileLadder::TileLadder(const Chip& chip, const Work& work, bool fine)
    : groups_{ladder_sizes(work.groups, 1)},
      channels_{ladder_sizes(work.channels, reduction_granule(chip, work))},
      n_{ladder_sizes(work.n, output_granule(chip, work))},
      m_{cut_m(chip, work, fine)} {
  if (!fine) return;
  for (const std::int64_t size : ladder_sizes(channels_.back(), 1))
    if (size < channels_.back()) channels_.push_back(size);
  for (const std::int64_t size : ladder_sizes(n_.back(), 1))
    if (size < n_.back()) n_.push_back(size);
}

Tiling TileLadder::smallest() const {
  Tiling tiling = m_.back();
  tiling.groups = groups_.back();
  tiling.channels = channels_.back();
  tiling.n = n_.back();
  tiling.halves = 1;
  return tiling;
}

}  // namespace systole::models
