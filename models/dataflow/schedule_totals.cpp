// A layer's totals without walking its steps: steps of the same sizes cost the same, and there are few classes of them.
#include <algorithm>

#include "models/dataflow/schedule.hpp"

namespace systole::models {

namespace {

/// Iterations of one loop that have the same size and the same place in the reduction.
struct Part {
  std::int64_t size;
  std::int64_t count;
  bool first;
  bool last;
};

struct Parts {
  std::array<Part, 3> items;
  std::size_t size = 0;

  void add(std::int64_t extent, std::int64_t count, bool first, bool last) {
    if (count > 0) items[size++] = {extent, count, first, last};
  }
};

Parts parts_of(const Loop& loop) {
  const std::int64_t edge = loop.size_at(loop.trips - 1);
  Parts parts;
  if (loop.axis != Axis::channel) {
    const std::int64_t odd = edge == loop.size ? 0 : 1;
    parts.add(loop.size, loop.trips - odd, true, true);
    parts.add(edge, odd, true, true);
  } else if (loop.trips == 1) {
    parts.add(edge, 1, true, true);
  } else {
    parts.add(loop.size, 1, true, false);
    parts.add(loop.size, loop.trips - 2, false, false);
    parts.add(edge, 1, false, true);
  }
  return parts;
}

/// Input positions touched by all iterations of a loop over a window's axis.
std::int64_t touched_by_all(const WindowAxis& window, const Loop& loop) {
  const std::int64_t uniform = std::max<std::int64_t>(0, loop.uniform_end - loop.uniform_begin);
  std::int64_t sum = 0;
  if (uniform > 0) sum += uniform * window.touched(loop.uniform_begin * loop.size, loop.size);
  for (std::int64_t i = 0; i < loop.trips; ++i) {
    if (uniform > 0 && i == loop.uniform_begin) i = loop.uniform_end;
    if (i < loop.trips) sum += window.touched(i * loop.size, loop.size_at(i));
  }
  return sum;
}

void add_scaled(SramTraffic& sum, const SramTraffic& term, std::int64_t count) {
  sum.ifmap_read += term.ifmap_read * count;
  sum.weight_read += term.weight_read * count;
  sum.ofmap_read += term.ofmap_read * count;
  sum.ofmap_write += term.ofmap_write * count;
}

void add_scaled(CycleStack& sum, const CycleStack& term, std::int64_t count) {
  sum.mac += term.mac * count;
  sum.fill_drain += term.fill_drain * count;
  sum.weight_load += term.weight_load * count;
  sum.sram_stall += term.sram_stall * count;
  sum.vector += term.vector * count;
}

}  // namespace

void Schedule::for_each_class(const std::function<void(const Sizes&, std::int64_t)>& visit) const {
  std::array<Parts, kAxes> parts;
  for (std::size_t axis = 0; axis < parts.size(); ++axis) parts[axis] = parts_of(nest_.loop(static_cast<Axis>(axis)));
  std::array<std::size_t, kAxes> pick{};
  while (true) {
    const auto part = [&](Axis axis) -> const Part& {
      const auto at = static_cast<std::size_t>(axis);
      return parts[at].items[pick[at]];
    };
    std::int64_t count = 1;
    for (std::size_t axis = 0; axis < parts.size(); ++axis) count *= parts[axis].items[pick[axis]].count;
    const Part& reduction = part(Axis::channel);
    visit({part(Axis::group).size, part(Axis::image).size, part(Axis::row).size, part(Axis::col).size, reduction.size,
           part(Axis::n).size, reduction.first, reduction.last},
          count);
    std::size_t axis = 0;
    while (axis < parts.size() && ++pick[axis] == parts[axis].size) pick[axis++] = 0;
    if (axis == parts.size()) return;
  }
}

DramTraffic Schedule::dram_traffic() const {
  const std::int64_t c_elements = work_.m() * work_.n * work_.groups;
  DramTraffic traffic;
  if (!work_.a_on_chip) {
    const std::int64_t pixels = work_.images * touched_by_all(work_.rows, nest_.loop(Axis::row)) *
                                touched_by_all(work_.cols, nest_.loop(Axis::col));
    traffic.ifmap_read =
        work_.a_element * (pixels * work_.channels * work_.groups * work_.a_operands * nest_.visits(Operand::a));
  }
  traffic.weight_read =
      work_.b_element * (work_.k() * work_.n * work_.groups * nest_.visits(Operand::b)) + work_.constants;
  const std::int64_t visits = nest_.visits(Operand::c);
  traffic.partial_read = work_.partial_element * (c_elements * (visits - 1));
  traffic.partial_write = traffic.partial_read;
  if (!work_.c_on_chip) traffic.ofmap_write = work_.c_element * c_elements;
  return traffic;
}

ScheduleTotals Schedule::totals() const {
  ScheduleTotals totals;
  for_each_class([&](const Sizes& sizes, std::int64_t count) {
    const Execution execution = execute(sizes);
    add_scaled(totals.ideal, execution.cost.split, count);
    add_scaled(totals.sram, execution.sram, count);
    totals.folds += execution.folds.folds * count;
    totals.used_pes += execution.folds.used_pes * count;
    totals.macs += execution.macs * count;
  });
  if (by_layer_) {
    totals.ideal = layer_.cost.split;
    totals.sram = layer_.sram;
    totals.folds = layer_.folds.folds;
    totals.used_pes = layer_.folds.used_pes;
  }
  Cursor first;
  const Execution begin = execute(sizes_at(first));
  totals.ideal.weight_load += begin.cost.lead;
  totals.ideal.fill_drain -= begin.cost.first_saving;
  Cursor last;
  for (std::size_t depth = 0; depth < last.index.size(); ++depth) last.index[depth] = nest_.loops[depth].trips - 1;
  totals.ideal.fill_drain += execute(sizes_at(last)).cost.tail;
  totals.dram = dram_traffic();
  totals.steps = nest_.steps();
  return totals;
}

}  // namespace systole::models
