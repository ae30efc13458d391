#include "models/dataflow/recurrence.hpp"

#include <algorithm>
#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>

#include "models/dataflow/dma_order.hpp"

namespace systole::models {

namespace {

constexpr std::size_t kLoadsAhead = 32;  // more than ifmap and weight halves together
constexpr std::size_t kStoresBack = 16;  // more than ofmap halves

// NOLINTBEGIN(cppcoreguidelines-pro-type-member-init): only what was written is read, and clearing it all takes a tenth
// of an evaluation.
/// What decides about the future, relative to the present: equal states have equal futures.
class Relative {
 public:
  Relative() = default;
  Relative(const Relative& other) { *this = other; }
  // Copies what is used, not the whole array: this happens at every step.
  Relative& operator=(const Relative& other) {
    size_ = other.size_;
    std::copy_n(other.values_.begin(), size_, values_.begin());
    return *this;
  }

  void add(std::int64_t value) { values_[size_++] = value; }
  bool operator==(const Relative& other) const {
    return size_ == other.size_ &&
           std::equal(values_.begin(), values_.begin() + static_cast<std::ptrdiff_t>(size_), other.values_.begin());
  }

 private:
  std::array<std::int64_t, 96> values_;
  std::size_t size_ = 0;
};
// NOLINTEND(cppcoreguidelines-pro-type-member-init)

/// State at the beginning of an iteration of a loop.
struct Snapshot {
  bool valid = false;
  Relative relative;
  std::int64_t end = 0;
  std::int64_t stall = 0;
  std::int64_t step = 0;
  std::int64_t run = 0;
  std::int64_t load_index = 0;
};

class Recurrence {
 public:
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): costs_ is written where known_ says so.
  Recurrence(const Schedule& schedule, const ChannelTiming& channel)
      : schedule_{schedule},
        nest_{schedule.nest()},
        channel_{channel},
        order_{schedule},
        ofmap_halves_{schedule.halves().ofmap.count} {}

  /// `floor` is what the layer takes if no step after the first waits: each cycle of waiting comes on top.
  RecurrenceResult run(std::int64_t limit, std::int64_t floor) {
    issue_after(-1, false, 0);
    RecurrenceResult result;
    while (true) {
      execute_step();
      ++result.steps_evaluated;
      if (stall_ > limit - floor) {
        result.total = Cycles{floor + stall_};
        return result;
      }
      if (!at_.advance(nest_)) break;
      pass_over_repetition();
    }
    result.total = finished();
    return result;
  }

  RecurrenceResult run_every_step() {
    issue_after(-1, false, 0);
    do execute_step();
    while (at_.advance(nest_));
    return {finished(), nest_.steps()};
  }

 private:
  Cycles finished() const { return Cycles{std::max(end_ + tail_, last_store_done_)}; }

  void execute_step() {
    const StepEdges edges = schedule_.edges(at_);
    const Cost& cost = cost_here();
    const StepLoadTime load = loaded_[static_cast<std::size_t>(at_.step) % kLoadsAhead];
    std::int64_t start = std::max(end_, load.done + (load.stationary ? cost.lead : 0));
    if (edges.new_c) {
      ++run_;
      // A half with partial sums coming back was taken, and waited for, by their load.
      if (!load.reload && run_ >= ofmap_halves_) start = std::max(start, stored(run_ - ofmap_halves_));
    }
    if (at_.step > 0) stall_ += start - end_;
    end_ = start + cost.execute;
    tail_ = cost.tail;
    issue_after(at_.step, edges.ends_c, edges.store.count());
  }

  struct Cost {
    std::int64_t execute;
    std::int64_t lead;
    std::int64_t tail;
  };

  const Cost& cost_here() {
    const std::size_t key = schedule_.cost_class(at_);
    if (!known_[key]) {
      const TileCost cost = schedule_.cost(at_);
      costs_[key] = {cost.execute.count(), cost.lead.count(), cost.tail.count()};
      known_[key] = true;
    }
    return costs_[key];
  }

  void issue_after(std::int64_t step, bool ends_visit, std::int64_t store_bytes) {
    order_.after(
        step, ends_visit, [&](const LoadCursor& load) { issue_load(load); },
        [&] {
          issue_ = std::max(issue_, end_ + tail_);
          last_store_done_ = std::max(last_store_done_, transfer(Bytes{store_bytes}));
          stores_[static_cast<std::size_t>(order_.stores()) % kStoresBack] = last_store_done_;
        });
  }

  void issue_load(const LoadCursor& load) {
    // The half was freed by a step that has ended by now, and no request is issued before the ones ahead of it.
    if (load.after_step() >= 0) issue_ = std::max(issue_, end_);
    if (load.after_store() >= 0) issue_ = std::max(issue_, stored(load.after_store()));
    // Loads complete in order, one without bytes (its tile is on chip) included.
    last_load_done_ = std::max(last_load_done_, issue_);
    for (const Bytes bytes : {load.loads().b, load.loads().a, load.loads().c}) {
      if (bytes.count() > 0) last_load_done_ = transfer(bytes);
    }
    loaded_[static_cast<std::size_t>(load.at().step) % kLoadsAhead] = {last_load_done_, load.loads().stationary,
                                                                       load.loads().reload_c};
  }

  /// Moves a train that is issued now; returns when its last byte is there.
  std::int64_t transfer(Bytes bytes) {
    if (bytes.count() == 0) return issue_;
    channel_free_ = std::max(channel_free_, issue_) + channel_.occupancy(bytes).count();
    return channel_free_ + channel_.latency().count();
  }

  std::int64_t stored(std::int64_t run) const { return stores_[static_cast<std::size_t>(run) % kStoresBack]; }

  Relative relative() const {
    const std::int64_t lead = schedule_.chip().array.rows * schedule_.chip().array.hop_registers * 1024;
    const LoadCursor& loads = order_.loads();
    Relative r;
    r.add(std::max<std::int64_t>(0, channel_free_ - end_));
    r.add(std::max<std::int64_t>(0, issue_ - end_));
    r.add(std::max<std::int64_t>(0, last_load_done_ - end_));
    r.add(std::max<std::int64_t>(0, last_store_done_ - end_));
    r.add(loads.at().step - at_.step);
    for (std::int64_t step = at_.step; step < loads.at().step; ++step) {
      const StepLoadTime& load = loaded_[static_cast<std::size_t>(step) % kLoadsAhead];
      r.add(std::max(-lead, load.done - end_));
    }
    for (std::int64_t back = 1; back <= ofmap_halves_ && back <= order_.stores(); ++back)
      r.add(std::max<std::int64_t>(0, stored(order_.stores() - back) - end_));
    for (const HalfHistory* history : {&loads.ifmap(), &loads.weight()}) {
      for (std::int64_t slot = 0; slot + 1 < history->halves(); ++slot) r.add(history->ahead(slot, at_.step));
    }
    for (std::size_t depth = 0; depth < at_.index.size(); ++depth) r.add(loads.at().index[depth] - at_.index[depth]);
    r.add(order_.stores() - run_);
    return r;
  }

  /// The cursor has just begun an iteration of the loop at `at_.moved`. If the one before left the same relative state
  /// behind as its predecessor, the like iterations that follow are passed over.
  void pass_over_repetition() {
    const int depth = at_.moved;
    for (auto inner = static_cast<std::size_t>(depth) + 1; inner < snapshots_.size(); ++inner)
      snapshots_[inner].valid = false;
    const Loop& loop = nest_.loops[static_cast<std::size_t>(depth)];
    const LoadCursor& loads = order_.loads();
    Snapshot& before = snapshots_[static_cast<std::size_t>(depth)];
    if (loop.uniform_end - loop.uniform_begin < 3 || loads.done() || !same_outer(depth)) {
      before.valid = false;
      return;
    }
    const std::int64_t index = at_.index[static_cast<std::size_t>(depth)];
    const std::int64_t load_index = loads.at().index[static_cast<std::size_t>(depth)];
    const std::int64_t skipped = loop.uniform_end - 1 - std::max(index, load_index);
    const bool uniform = before.valid && index - 1 >= loop.uniform_begin && before.load_index >= loop.uniform_begin;
    const bool may_skip_now = uniform && skipped > 0;
    const bool may_skip_next = std::min(index, load_index) >= loop.uniform_begin && skipped > 1;
    if (!may_skip_now && !may_skip_next) {
      before.valid = false;
      return;
    }
    const Relative now = relative();
    if (may_skip_now && now == before.relative) skip(depth, skipped, before);
    before.valid = true;
    before.relative = now;
    before.end = end_;
    before.stall = stall_;
    before.step = at_.step;
    before.run = run_;
    before.load_index = loads.at().index[static_cast<std::size_t>(depth)];
  }

  bool same_outer(int depth) const {
    const auto& mine = at_.index;
    const auto& ahead = order_.loads().at().index;
    return std::equal(mine.begin(), mine.begin() + depth, ahead.begin());
  }

  void skip(int depth, std::int64_t iterations, const Snapshot& before) {
    const std::int64_t cycles = (end_ - before.end) * iterations;
    const std::int64_t steps = (at_.step - before.step) * iterations;
    const std::int64_t runs = (run_ - before.run) * iterations;
    stall_ += (stall_ - before.stall) * iterations;
    move_ring(loaded_, steps, [&](StepLoadTime& load) { load.done += cycles; });
    move_ring(stores_, runs, [&](std::int64_t& done) { done += cycles; });
    at_.index[static_cast<std::size_t>(depth)] += iterations;
    at_.step += steps;
    run_ += runs;
    order_.loads().skip(depth, iterations, steps, runs);
    order_.skip_stores(runs);
    end_ += cycles;
    issue_ += cycles;
    channel_free_ += cycles;
    last_load_done_ += cycles;
    last_store_done_ += cycles;
  }

  /// Rings are indexed by a count modulo their size: entries move along when the count jumps.
  template <class Ring, class Change>
  static void move_ring(Ring& ring, std::int64_t jump, Change change) {
    for (auto& entry : ring) change(entry);
    const auto shift = static_cast<std::ptrdiff_t>(static_cast<std::size_t>(jump) % ring.size());
    std::rotate(ring.begin(), ring.end() - shift, ring.end());
  }

  struct StepLoadTime {
    std::int64_t done = 0;
    bool stationary = false;
    bool reload = false;
  };

  const Schedule& schedule_;
  const LoopNest& nest_;
  const ChannelTiming& channel_;
  DmaOrder order_;
  std::int64_t ofmap_halves_;
  std::bitset<Schedule::kCostClasses> known_;
  std::array<Cost, Schedule::kCostClasses> costs_;  // of the classes that are known
  Cursor at_;
  std::int64_t run_ = -1;  // visit of a C tile that executes
  std::int64_t end_ = 0;
  std::int64_t stall_ = 0;  // cycles that steps after the first have waited
  std::int64_t tail_ = 0;
  std::int64_t issue_ = 0;
  std::int64_t channel_free_ = 0;
  std::int64_t last_load_done_ = 0;
  std::int64_t last_store_done_ = 0;
  std::array<StepLoadTime, kLoadsAhead> loaded_{};
  std::array<std::int64_t, kStoresBack> stores_{};
  std::array<Snapshot, kAxes> snapshots_;
};

/// The case in which the engine never waits after its first tile, decided without evaluating a step.
///
/// With two halves of each buffer and no partial sums coming back, the loads of step j are issued when step j-2 ends at
/// the latest: at most one tile less than its halves of each operand then, because the tile of step j-1 holds one. If
/// the channel is through with these loads, and with the store that goes after them, before the shortest step ends,
/// then by induction it is free again whenever a step ends. If the loads are also there by then and the store before
/// its half is needed, no step starts later than its predecessor ends. What is left is the first load, the engine's
/// time and the last store; the layer never takes less.
class ComputeBound {
 public:
  ComputeBound(const Schedule& schedule, const ChannelTiming& channel)
      : schedule_{schedule}, channel_{channel}, extremes_{schedule.extremes()} {}

  /// No schedule is faster.
  std::int64_t total() const {
    const std::int64_t loads = occupancy(extremes_.first.a) + occupancy(extremes_.first.b);
    const std::int64_t store = occupancy(extremes_.last_store);
    return arrival(loads) + extremes_.ideal.count() + arrival(store);
  }

  bool holds() const {
    if (schedule_.nest().steps() == 1) return true;
    if (schedule_.nest().splits_reduction()) return false;
    const HalvesInUse& halves = schedule_.halves();
    if (std::min({halves.ifmap.count, halves.weight.count, halves.ofmap.count}) < 2) return false;
    const std::int64_t loads = (halves.ifmap.count - 1) * occupancy(extremes_.most_a) +
                               (halves.weight.count - 1) * occupancy(extremes_.most_b);
    const std::int64_t stored = std::max(loads, extremes_.longest_tail.count()) + occupancy(extremes_.most_c);
    const std::int64_t latency = channel_.latency().count();
    const std::int64_t step = extremes_.least.count();
    // Visits of a C tile run over the whole reduction; the half of one is needed again by the one `halves` later.
    const std::int64_t room = step * (halves.ofmap.count - 1) * schedule_.nest().loop(Axis::channel).trips;
    return loads + latency + extremes_.longest_lead.count() <= step && stored <= step && stored + latency <= room;
  }

 private:
  std::int64_t occupancy(Bytes bytes) const { return channel_.occupancy(bytes).count(); }
  std::int64_t arrival(std::int64_t occupancy) const {
    return occupancy == 0 ? 0 : occupancy + channel_.latency().count();
  }

  const Schedule& schedule_;
  const ChannelTiming& channel_;
  ScheduleExtremes extremes_;
};

}  // namespace

RecurrenceResult evaluate(const Schedule& schedule, const ChannelTiming& channel, Cycles limit) {
  if (channel.ideal()) return {schedule.extremes().ideal, 0};
  const ComputeBound bound{schedule, channel};
  const std::int64_t floor = bound.total();
  if (floor > limit.count() || bound.holds()) return {Cycles{floor}, 0};
  return Recurrence{schedule, channel}.run(limit.count(), floor);
}

RecurrenceResult evaluate_every_step(const Schedule& schedule, const ChannelTiming& channel) {
  return Recurrence{schedule, channel}.run_every_step();
}

}  // namespace systole::models
