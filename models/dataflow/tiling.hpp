// How a layer is cut into tiles: sizes per axis, loop order, halves in use; and the nest of loops that this makes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "models/chip/chip.hpp"
#include "models/dataflow/work.hpp"

namespace systole::models {

/// The axes over which a layer is cut. M is cut by image, output row and output column, so that halos are rectangles.
enum class Axis : std::uint8_t { group, image, row, col, channel, n };
inline constexpr int kAxes = 6;

/// Halves in use, by buffer. Fewer than a buffer has make each larger; more than it has count as all.
struct HalfCounts {
  std::int64_t ifmap = 2;
  std::int64_t weight = 2;
  std::int64_t ofmap = 2;
  bool operator==(const HalfCounts&) const = default;
};

struct Tiling {
  std::int64_t groups = 1;  // per tile, likewise below
  std::int64_t images = 1;
  std::int64_t rows = 1;
  std::int64_t cols = 1;
  std::int64_t channels = 1;
  std::int64_t n = 1;
  LoopOrder order = LoopOrder::nmk;  // never automatic
  HalfCounts halves;

  std::int64_t m() const { return images * rows * cols; }
  std::int64_t size(Axis axis) const;
  bool operator==(const Tiling&) const = default;
};

/// Sizes of the whole layer along an axis.
std::int64_t axis_total(const Work& work, Axis axis);
std::string order_name(LoopOrder order);

/// Operands, and the axes whose index selects their tile.
enum class Operand : std::uint8_t { a, b, c };
constexpr unsigned bit(Operand operand) {
  return 1U << static_cast<unsigned>(operand);
}
/// A set of `bit(operand)`.
constexpr unsigned operands_selected_by(Axis axis) {
  if (axis == Axis::n) return bit(Operand::b) | bit(Operand::c);
  if (axis == Axis::channel) return bit(Operand::a) | bit(Operand::b);
  if (axis == Axis::group) return bit(Operand::a) | bit(Operand::b) | bit(Operand::c);
  return bit(Operand::a) | bit(Operand::c);
}
constexpr bool selects(Operand operand, Axis axis) {
  return (operands_selected_by(axis) & bit(operand)) != 0;
}

/// One loop of the nest. Iterations [uniform_begin, uniform_end) are alike: same sizes, no padding, no first or last K.
struct Loop {
  Axis axis = Axis::group;
  std::int64_t trips = 1;
  std::int64_t size = 1;  // of every iteration but perhaps the last
  std::int64_t total = 1;
  std::int64_t uniform_begin = 0;
  std::int64_t uniform_end = 1;
  std::int64_t uniform_span = 0;  // input positions that a uniform iteration touches, if the axis has a window

  bool is_uniform(std::int64_t index) const { return index >= uniform_begin && index < uniform_end; }
  std::int64_t size_at(std::int64_t index) const { return index + 1 < trips ? size : total - index * size; }
};

/// The loops of a tiling, outermost first: group, then the order's m (image, row, col), k (channel) and n.
struct LoopNest {
  std::array<Loop, kAxes> loops;
  std::array<int, kAxes> depth_of{};  // by Axis

  LoopNest(const Work& work, const Tiling& tiling);

  const Loop& loop(Axis axis) const {
    return loops[static_cast<std::size_t>(depth_of[static_cast<std::size_t>(axis)])];
  }
  std::int64_t steps() const;
  /// Advancing the loop at `depth` (and restarting those inside it) selects another tile of `operand`.
  bool changes(Operand operand, int depth) const {
    return (changes_[static_cast<std::size_t>(depth)] & bit(operand)) != 0;
  }
  /// Loops inside the reduction's that select another C: each K iteration is then a separate visit of a C tile.
  bool splits_reduction() const { return splits_reduction_; }
  /// Depths of the loops that have more than one iteration, innermost first.
  std::span<const int> turning() const { return {turning_.data(), turning_count_}; }
  /// How often all tiles of `operand` are visited: 1, or the product of the loops that make it come back.
  std::int64_t visits(Operand operand) const;

 private:
  std::array<unsigned, kAxes> changes_{};  // operands, by depth
  std::array<int, kAxes> turning_{};
  std::size_t turning_count_ = 0;
  bool splits_reduction_ = false;
};

/// Bytes of a full tile in each scratchpad, at the width in which it is kept there.
struct TileBytes {
  Bytes ifmap;
  Bytes weight;
  Bytes ofmap;
};
/// Positions that the largest run of `outputs` touches: an interior one, or the whole axis.
std::int64_t largest_span(const WindowAxis& axis, std::int64_t outputs);
TileBytes tile_bytes(const Work& work, const ArrayConfig& array, const Tiling& tiling);

/// The halves of a buffer that a schedule uses, and the bytes that one tile may fill.
struct Halves {
  std::int64_t count = 1;
  Bytes size;
};
struct HalvesInUse {
  Halves ifmap;
  Halves weight;
  Halves ofmap;  // one less when A still lies in the ofmap buffer (fuse)
};
HalvesInUse halves_in_use(const Scratchpad& scratchpad, const Work& work, const HalfCounts& counts);
bool fits(const TileBytes& bytes, const HalvesInUse& halves);
/// As many halves of each buffer as leave them large enough for the tile; none when a whole buffer is too small.
std::optional<HalfCounts> most_halves(const TileBytes& bytes, const Scratchpad& scratchpad, const Work& work);
HalfCounts all_halves(const Scratchpad& scratchpad);

}  // namespace systole::models
