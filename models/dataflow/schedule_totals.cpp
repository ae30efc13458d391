// A layer's totals without walking its steps: steps of the same sizes cost the same, and there are few classes of them.
#include <algorithm>
#include <cstdint>
#include <optional>

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
  std::array<Part, 3> items{};
  std::size_t size = 0;

  const Part* begin() const { return items.data(); }
  const Part* end() const { return items.data() + size; }

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
  if (uniform > 0) sum += uniform * loop.uniform_span;
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

/// The first class visited holds the first step, and the last the last.
template <class Visit>
void Schedule::for_each_class(Visit visit) const {
  const auto parts = [this](Axis axis) { return parts_of(nest_.loop(axis)); };
  const Parts groups = parts(Axis::group);
  const Parts images = parts(Axis::image);
  const Parts rows = parts(Axis::row);
  const Parts cols = parts(Axis::col);
  const Parts channels = parts(Axis::channel);
  const Parts outputs = parts(Axis::n);
  for (const Part& g : groups)
    for (const Part& i : images)
      for (const Part& r : rows)
        for (const Part& c : cols)
          for (const Part& k : channels)
            for (const Part& n : outputs)
              visit(Sizes{g.size, i.size, r.size, c.size, k.size, n.size, k.first, k.last},
                    g.count * i.count * r.count * c.count * k.count * n.count);
}

void Schedule::find_remainder() {
  remainder_ = layer_;
  for_each_class([&](const Sizes& sizes, std::int64_t count) {
    const Execution paid = execute_on_array(sizes);
    remainder_.cost.split.mac -= paid.cost.split.mac * count;
    remainder_.cost.split.fill_drain -= paid.cost.split.fill_drain * count;
    remainder_.cost.split.weight_load -= paid.cost.split.weight_load * count;
    remainder_.sram.ifmap_read -= paid.sram.ifmap_read * count;
    remainder_.sram.weight_read -= paid.sram.weight_read * count;
    remainder_.sram.ofmap_read -= paid.sram.ofmap_read * count;
    remainder_.sram.ofmap_write -= paid.sram.ofmap_write * count;
  });
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
  std::optional<TileCost> first;
  TileCost last;
  for_each_class([&](const Sizes& sizes, std::int64_t count) {
    const Execution execution = execute(sizes);
    if (!first) first = execution.cost;
    last = execution.cost;
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
  totals.ideal.weight_load += first->lead + work_.programming;
  totals.ideal += last.tail_split;
  totals.ideal -= first->first_saving;
  totals.dram = dram_traffic();
  totals.steps = nest_.steps();
  return totals;
}

ScheduleExtremes Schedule::extremes() const {
  ScheduleExtremes extremes;
  extremes.least = Cycles{INT64_MAX};
  std::optional<TileCost> first;
  TileCost last;
  std::int64_t last_outputs = 0;
  for_each_class([&](const Sizes& sizes, std::int64_t count) {
    last = cost(sizes);
    last_outputs = sizes.m() * sizes.n * sizes.groups;
    if (!first) first = last;
    extremes.ideal += last.execute * count;
    // The first tile may be shorter: by its saving.
    extremes.least = std::min(extremes.least, last.execute - last.first_saving.total());
    extremes.longest_lead = std::max(extremes.longest_lead, last.lead);
    extremes.longest_tail = std::max(extremes.longest_tail, last.tail);
  });
  if (by_layer_) extremes.ideal = layer_.cost.split.total();
  extremes.ideal += first->lead + work_.programming - first->first_saving.total() + last.tail;
  extremes.first = loads(Cursor{});
  if (!work_.c_on_chip) extremes.last_store = work_.c_element * last_outputs;
  find_most_bytes(extremes);
  return extremes;
}

void Schedule::find_most_bytes(ScheduleExtremes& extremes) const {
  const auto size = [&](Axis axis) { return nest_.loop(axis).size; };
  // A tile that stays for the whole layer is not loaded after the first step.
  const auto loaded_again = [&](Operand operand) {
    for (std::size_t depth = 0; depth < nest_.loops.size(); ++depth)
      if (nest_.loops[depth].trips > 1 && nest_.changes(operand, static_cast<int>(depth))) return true;
    return false;
  };
  const std::int64_t channels = size(Axis::channel) * size(Axis::group);
  if (!work_.a_on_chip && loaded_again(Operand::a)) {
    const std::int64_t pixels =
        size(Axis::image) * largest_span(work_.rows, size(Axis::row)) * largest_span(work_.cols, size(Axis::col));
    extremes.most_a = work_.a_element * (pixels * channels * work_.a_operands);
  }
  if (loaded_again(Operand::b)) extremes.most_b = work_.b_element * (channels * work_.taps * size(Axis::n));
  if (!work_.c_on_chip) {
    const std::int64_t outputs = size(Axis::image) * size(Axis::row) * size(Axis::col) * size(Axis::n);
    extremes.most_c = work_.c_element * (outputs * size(Axis::group));
  }
}

}  // namespace systole::models
