#include "models/dataflow/recurrence.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "models/dataflow/dma_order.hpp"

namespace systole::models {

namespace {

constexpr std::size_t kLoadsAhead = 32;  // more than ifmap and weight halves together
constexpr std::size_t kStoresBack = 16;  // more than ofmap halves

/// What decides about the future, relative to the present: equal states have equal futures.
struct Relative {
  std::array<std::int64_t, 96> values{};
  std::size_t size = 0;

  void add(std::int64_t value) { values[size++] = value; }
  bool operator==(const Relative& other) const {
    return size == other.size &&
           std::equal(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(size), other.values.begin());
  }
};

/// State at the beginning of an iteration of a loop.
struct Snapshot {
  bool valid = false;
  Relative relative;
  std::int64_t end = 0;
  std::int64_t step = 0;
  std::int64_t run = 0;
  std::int64_t load_index = 0;
};

class Recurrence {
 public:
  Recurrence(const Schedule& schedule, const ChannelTiming& channel)
      : schedule_{schedule},
        nest_{schedule.nest()},
        channel_{channel},
        order_{schedule},
        ofmap_halves_{schedule.halves().ofmap.count} {}

  RecurrenceResult run(std::int64_t limit, bool every_step) {
    issue_after(-1, false, 0);
    RecurrenceResult result;
    while (true) {
      execute_step();
      ++result.steps_evaluated;
      if (end_ > limit || !at_.advance(nest_)) break;
      if (!every_step) pass_over_repetition();
    }
    result.total = Cycles{std::max({end_ + tail_, last_store_done_})};
    return result;
  }

 private:
  void execute_step() {
    const StepWork work = schedule_.execution(at_);
    const StepLoadTime load = loaded_[static_cast<std::size_t>(at_.step) % kLoadsAhead];
    std::int64_t start = std::max(end_, load.done + (load.stationary ? work.cost.lead.count() : 0));
    if (work.new_c) {
      ++run_;
      // A half with partial sums coming back was taken, and waited for, by their load.
      if (!load.reload && run_ >= ofmap_halves_) start = std::max(start, stored(run_ - ofmap_halves_));
    }
    end_ = start + work.cost.execute.count();
    tail_ = work.cost.tail.count();
    issue_after(at_.step, work.ends_c, work.store.count());
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
      for (std::int64_t slot = 0; slot + 1 < history->halves(); ++slot) r.add(history->age(slot, at_.step));
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
    const Relative now = relative();
    const bool uniform = before.valid && index - 1 >= loop.uniform_begin && before.load_index >= loop.uniform_begin;
    const std::int64_t skipped = loop.uniform_end - 1 - std::max(index, load_index);
    if (uniform && skipped > 0 && now == before.relative) skip(depth, skipped, before);
    before = {true, now, end_, at_.step, run_, loads.at().index[static_cast<std::size_t>(depth)]};
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
  Cursor at_;
  std::int64_t run_ = -1;  // visit of a C tile that executes
  std::int64_t end_ = 0;
  std::int64_t tail_ = 0;
  std::int64_t issue_ = 0;
  std::int64_t channel_free_ = 0;
  std::int64_t last_load_done_ = 0;
  std::int64_t last_store_done_ = 0;
  std::array<StepLoadTime, kLoadsAhead> loaded_{};
  std::array<std::int64_t, kStoresBack> stores_{};
  std::array<Snapshot, kAxes> snapshots_{};
};

}  // namespace

RecurrenceResult evaluate(const Schedule& schedule, const ChannelTiming& channel, Cycles limit) {
  if (channel.ideal()) return {schedule.totals().ideal.total(), 0};
  return Recurrence{schedule, channel}.run(limit.count(), false);
}

RecurrenceResult evaluate_every_step(const Schedule& schedule, const ChannelTiming& channel) {
  return Recurrence{schedule, channel}.run(INT64_MAX, true);
}

}  // namespace systole::models
