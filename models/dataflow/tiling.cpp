#include "models/dataflow/tiling.hpp"

#include <algorithm>

#include "models/dataflow/fold.hpp"

namespace systole::models {

namespace {

std::array<char, 3> letters(LoopOrder order) {
  switch (order) {
    case LoopOrder::mnk:
      return {'m', 'n', 'k'};
    case LoopOrder::mkn:
      return {'m', 'k', 'n'};
    case LoopOrder::automatic:
    case LoopOrder::nmk:
      return {'n', 'm', 'k'};
    case LoopOrder::nkm:
      return {'n', 'k', 'm'};
    case LoopOrder::kmn:
      return {'k', 'm', 'n'};
    case LoopOrder::knm:
      return {'k', 'n', 'm'};
  }
  return {};
}

std::array<Axis, kAxes> axes_in_order(LoopOrder order) {
  std::array<Axis, kAxes> axes{Axis::group};
  std::size_t next = 1;
  for (const char letter : letters(order)) {
    if (letter == 'k') axes[next++] = Axis::channel;
    if (letter == 'n') axes[next++] = Axis::n;
    if (letter == 'm') {
      axes[next++] = Axis::image;
      axes[next++] = Axis::row;
      axes[next++] = Axis::col;
    }
  }
  return axes;
}

/// Trims the uniform iterations to the tiles of `window` that read no padding.
void keep_interior(Loop& loop, const WindowAxis& window) {
  while (loop.uniform_begin < loop.uniform_end && !window.interior(loop.uniform_begin * loop.size, loop.size))
    ++loop.uniform_begin;
  while (loop.uniform_end > loop.uniform_begin && !window.interior((loop.uniform_end - 1) * loop.size, loop.size))
    --loop.uniform_end;
  if (loop.uniform_begin < loop.uniform_end)
    loop.uniform_span = window.touched(loop.uniform_begin * loop.size, loop.size);
}

Loop make_loop(const Work& work, const Tiling& tiling, Axis axis) {
  Loop loop;
  loop.axis = axis;
  loop.total = axis_total(work, axis);
  loop.size = std::min(tiling.size(axis), loop.total);
  loop.trips = loop.size == loop.total ? 1 : ceil_div(loop.total, loop.size);
  loop.uniform_begin = 0;
  loop.uniform_end = loop.trips * loop.size == loop.total ? loop.trips : loop.trips - 1;
  if (axis == Axis::channel) {
    loop.uniform_begin = 1;
    loop.uniform_end = loop.trips - 1;
  }
  if (axis == Axis::row) keep_interior(loop, work.rows);
  if (axis == Axis::col) keep_interior(loop, work.cols);
  return loop;
}

}  // namespace

std::int64_t Tiling::size(Axis axis) const {
  switch (axis) {
    case Axis::group:
      return groups;
    case Axis::image:
      return images;
    case Axis::row:
      return rows;
    case Axis::col:
      return cols;
    case Axis::channel:
      return channels;
    case Axis::n:
      return n;
  }
  return 1;
}

std::int64_t axis_total(const Work& work, Axis axis) {
  switch (axis) {
    case Axis::group:
      return work.groups;
    case Axis::image:
      return work.images;
    case Axis::row:
      return work.rows.out;
    case Axis::col:
      return work.cols.out;
    case Axis::channel:
      return work.channels;
    case Axis::n:
      return work.n;
  }
  return 1;
}

std::string order_name(LoopOrder order) {
  const auto name = letters(order);
  return {name.begin(), name.end()};
}

LoopNest::LoopNest(const Work& work, const Tiling& tiling) {
  const auto axes = axes_in_order(tiling.order);
  for (std::size_t depth = 0; depth < axes.size(); ++depth) {
    loops[depth] = make_loop(work, tiling, axes[depth]);
    depth_of[static_cast<std::size_t>(axes[depth])] = static_cast<int>(depth);
  }
  unsigned inner = 0;  // operands that a loop further inside selects
  for (int depth = kAxes - 1; depth >= 0; --depth) {
    const Loop& loop = loops[static_cast<std::size_t>(depth)];
    const unsigned selected = operands_selected_by(loop.axis);
    changes_[static_cast<std::size_t>(depth)] = selected | inner;
    if (loop.trips == 1) continue;
    inner |= selected;
    turning_[turning_count_++] = depth;
  }
  const auto channel = static_cast<std::size_t>(depth_of[static_cast<std::size_t>(Axis::channel)]);
  splits_reduction_ = loops[channel].trips > 1 && changes(Operand::c, static_cast<int>(channel));
}

std::int64_t LoopNest::steps() const {
  std::int64_t product = 1;
  for (const Loop& loop : loops) product *= loop.trips;
  return product;
}

std::int64_t LoopNest::visits(Operand operand) const {
  std::int64_t product = 1;
  for (std::size_t depth = 0; depth < loops.size(); ++depth) {
    if (!selects(operand, loops[depth].axis) && changes(operand, static_cast<int>(depth)))
      product *= loops[depth].trips;
  }
  return product;
}

std::int64_t largest_span(const WindowAxis& axis, std::int64_t outputs) {
  WindowAxis unbounded = axis;
  unbounded.pad_before = 0;
  unbounded.in = (outputs - 1) * axis.stride + (axis.kernel - 1) * axis.dilation + 1;
  return std::min(axis.in, unbounded.touched(0, outputs));
}

TileBytes tile_bytes(const Work& work, const ArrayConfig& array, const Tiling& tiling) {
  const std::int64_t pixels =
      tiling.images * largest_span(work.rows, tiling.rows) * largest_span(work.cols, tiling.cols);
  const bool partial = work.engine == Engine::array && keeps_partial_sums(array, work.k(), tiling.channels * work.taps);
  TileBytes bytes;
  if (!work.a_on_chip) bytes.ifmap = work.a_element * (pixels * tiling.channels * tiling.groups * work.a_operands);
  bytes.weight = work.b_element * (tiling.channels * work.taps * tiling.n * tiling.groups) + work.constants;
  bytes.ofmap = (partial ? work.partial_element : work.c_element) * (tiling.m() * tiling.n * tiling.groups);
  return bytes;
}

HalvesInUse halves_in_use(const Scratchpad& scratchpad, const Work& work, const HalfCounts& counts) {
  const auto split = [](const BufferConfig& buffer, std::int64_t wanted) {
    const std::int64_t count = std::min(wanted, buffer.halves);
    return Halves{count, Bytes{buffer.size.count() / count}};
  };
  HalvesInUse used{split(scratchpad.ifmap, counts.ifmap), split(scratchpad.weight, counts.weight),
                   split(scratchpad.ofmap, counts.ofmap)};
  if (work.a_on_chip) {
    // A lies in one half of the ofmap buffer: the others keep their size and cannot be joined.
    const BufferConfig& ofmap = scratchpad.ofmap;
    used.ofmap = {std::clamp<std::int64_t>(counts.ofmap, 1, std::max<std::int64_t>(1, ofmap.halves - 1)),
                  Bytes{ofmap.size.count() / ofmap.halves}};
  }
  return used;
}

HalfCounts all_halves(const Scratchpad& scratchpad) {
  return {scratchpad.ifmap.halves, scratchpad.weight.halves, scratchpad.ofmap.halves};
}

std::optional<HalfCounts> most_halves(const TileBytes& bytes, const Scratchpad& scratchpad, const Work& work) {
  const auto most = [](Bytes tile, const BufferConfig& buffer) {
    std::int64_t halves = buffer.halves;
    while (halves > 0 && buffer.size.count() < tile.count() * halves) --halves;
    return halves;
  };
  HalfCounts counts{most(bytes.ifmap, scratchpad.ifmap), most(bytes.weight, scratchpad.weight),
                    most(bytes.ofmap, scratchpad.ofmap)};
  if (counts.ifmap == 0 || counts.weight == 0 || counts.ofmap == 0) return std::nullopt;
  if (work.a_on_chip && counts.ofmap < scratchpad.ofmap.halves) return std::nullopt;
  return counts;
}

bool fits(const TileBytes& bytes, const HalvesInUse& halves) {
  return bytes.ifmap <= halves.ifmap.size && bytes.weight <= halves.weight.size && bytes.ofmap <= halves.ofmap.size;
}

}  // namespace systole::models
