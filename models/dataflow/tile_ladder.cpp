#include "models/dataflow/tile_ladder.hpp"

#include <algorithm>
#include <numeric>

namespace systole::models {

std::vector<std::int64_t> ladder_sizes(std::int64_t total, std::int64_t granule) {
  std::vector<std::int64_t> sizes;
  sizes.reserve(16);
  const auto add = [&](std::int64_t parts) {
    const std::int64_t size = std::min(total, round_up(ceil_div(total, parts), granule));
    if (sizes.empty() || size < sizes.back()) sizes.push_back(size);
  };
  add(1);
  for (std::int64_t parts = 2; parts / 2 < total; parts *= 2) add(parts);
  return sizes;
}

std::span<const LoopOrder> distinct_orders(bool m, bool k, bool n, const LoopOrder& wanted) {
  using enum LoopOrder;
  static constexpr std::array kAll{mnk, mkn, nmk, nkm, kmn, knm};
  static constexpr std::array kOverMK{mnk, kmn};
  static constexpr std::array kOverMN{mnk, nmk};
  static constexpr std::array kOverNK{nmk, kmn};
  if (wanted != automatic) return {&wanted, 1};
  if (m && k && n) return kAll;
  if (m && k) return kOverMK;
  if (m && n) return kOverMN;
  if (k && n) return kOverNK;
  return {kAll.data(), 1};
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
  tiling.halves = all_halves(chip.scratchpad);
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
  if (work.engine == Engine::cim) return 1;
  if (work.cols.out > 1 || chip.array.dataflow == Dataflow::ws) return 1;
  return chip.array.dataflow == Dataflow::os ? chip.array.rows : chip.array.cols;
}

std::vector<std::array<std::int64_t, 3>> cut_m(const Chip& chip, const Work& work, bool fine) {
  std::vector<std::array<std::int64_t, 3>> cuts;
  cuts.reserve(32);
  const auto add = [&](std::int64_t images, std::int64_t rows, std::int64_t cols) {
    const std::array<std::int64_t, 3> cut{images, rows, cols};
    if (cuts.empty() || cuts.back() != cut) cuts.push_back(cut);
  };
  for (const std::int64_t images : ladder_sizes(work.images, 1)) add(images, work.rows.out, work.cols.out);
  for (const std::int64_t rows : ladder_sizes(work.rows.out, row_granule(chip, work))) add(1, rows, work.cols.out);
  if (!fine) return cuts;
  if (cuts.back()[1] > 1)
    for (const std::int64_t rows : ladder_sizes(cuts.back()[1], 1)) add(1, rows, work.cols.out);
  for (const std::int64_t cols : ladder_sizes(work.cols.out, 1)) add(1, 1, cols);
  return cuts;
}

void append_finer(std::vector<std::int64_t>& sizes) {
  for (const std::int64_t size : ladder_sizes(sizes.back(), 1))
    if (size < sizes.back()) sizes.push_back(size);
}

}  // namespace

TileLadder::TileLadder(const Chip& chip, const Work& work, bool fine)
    : groups{ladder_sizes(work.groups, 1)},
      channels{ladder_sizes(work.channels, reduction_granule(chip, work))},
      n{ladder_sizes(work.n, output_granule(chip, work))},
      m{cut_m(chip, work, fine)} {
  if (work.engine == Engine::cim) {
    // Macros take whole vectors.
    groups = {work.groups};
    channels = {work.channels};
    n = {work.n};
    return;
  }
  if (!fine) return;
  append_finer(channels);
  append_finer(n);
}

Tiling TileLadder::smallest() const {
  Tiling tiling;
  tiling.groups = groups.back();
  tiling.images = m.back()[0];
  tiling.rows = m.back()[1];
  tiling.cols = m.back()[2];
  tiling.channels = channels.back();
  tiling.n = n.back();
  tiling.halves = {1, 1, 1};
  return tiling;
}

}  // namespace systole::models
