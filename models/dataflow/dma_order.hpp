// The order in which loads and stores are issued to DRAM, and what each waits for: buffer tokens, in words of a
// schedule.
//
// The DMA grants requests oldest first, a request's age being the execution that freed its half. Loads go before the
// store of the same age, because the array waits for them, unless the ofmap buffer has one half: then the array waits
// for the store. The order depends on the schedule alone and never on time, so that more bandwidth can never make it
// worse.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "models/dataflow/schedule.hpp"

namespace systole::models {

inline constexpr std::int64_t kMaxHalves = 8;

/// First steps that used the last tiles of an operand, newest first: they tell when a half becomes free.
class HalfHistory {
 public:
  explicit HalfHistory(std::int64_t halves) : halves_{halves} {}

  /// The step whose execution frees the half for a tile first used at `step`; -1: it is free from the start.
  std::int64_t freed_by(std::int64_t step) const {
    if (count_ < halves_) return -1;
    return halves_ == 1 ? step - 1 : first_use_[static_cast<std::size_t>(halves_ - 2)] - 1;
  }
  void use(std::int64_t step) {
    for (auto slot = static_cast<std::size_t>(halves_ - 1); slot > 0; --slot) first_use_[slot] = first_use_[slot - 1];
    first_use_[0] = step;
    count_ = std::min(count_ + 1, halves_);
  }
  void shift(std::int64_t steps) {
    for (auto& use : first_use_) use += steps;
  }
  /// How many steps from `step` on a slot's tile was first used; 0 for the past, where it makes no difference when.
  std::int64_t ahead(std::int64_t slot, std::int64_t step) const {
    return slot < count_ ? std::max<std::int64_t>(0, first_use_[static_cast<std::size_t>(slot)] - step) : 0;
  }
  std::int64_t halves() const { return halves_; }

 private:
  std::int64_t halves_;
  std::int64_t count_ = 0;
  std::array<std::int64_t, kMaxHalves> first_use_{};
};

/// Walks the loads of a schedule, a command a step.
class LoadCursor {
 public:
  explicit LoadCursor(const Schedule& schedule);

  bool done() const { return done_; }
  void next();
  /// `iterations` of the loop at `depth`, `steps` and `runs` in all, are passed over at once.
  void skip(int depth, std::int64_t iterations, std::int64_t steps, std::int64_t runs);

  const Cursor& at() const { return at_; }
  const StepLoads& loads() const { return loads_; }
  /// Step whose execution must have ended; -1: none.
  std::int64_t after_step() const { return after_step_; }
  /// Visit of a C tile whose store must have ended (partial sums come back into its half); -1: none.
  std::int64_t after_store() const { return after_store_; }
  const HalfHistory& ifmap() const { return ifmap_; }
  const HalfHistory& weight() const { return weight_; }

 private:
  void describe();

  const Schedule* schedule_;
  Cursor at_;
  HalfHistory ifmap_;
  HalfHistory weight_;
  std::int64_t ofmap_distance_;
  StepLoads loads_;
  std::int64_t after_step_ = -1;
  std::int64_t after_store_ = -1;
  std::int64_t run_ = -1;  // visit of a C tile that the current step belongs to
  bool done_ = false;
};

class DmaOrder {
 public:
  explicit DmaOrder(const Schedule& schedule) : loads_{schedule}, store_first_{schedule.halves().ofmap.count == 1} {}

  /// Issues what may go once step `step` has executed (-1: from the start), in order: `load(const LoadCursor&)` and,
  /// when the step ends a visit of a C tile, `store()`.
  template <class Load, class Store>
  void after(std::int64_t step, bool ends_visit, Load load, Store store) {
    if (!store_first_ || !ends_visit) issue_loads(step, load);
    if (ends_visit) {
      store();
      ++stores_;
      issue_loads(step, load);
    }
  }

  const LoadCursor& loads() const { return loads_; }
  LoadCursor& loads() { return loads_; }
  std::int64_t stores() const { return stores_; }
  void skip_stores(std::int64_t count) { stores_ += count; }

 private:
  template <class Load>
  void issue_loads(std::int64_t step, Load load) {
    while (!loads_.done() && loads_.after_step() <= step && loads_.after_store() < stores_) {
      load(loads_);
      loads_.next();
    }
  }

  LoadCursor loads_;
  std::int64_t stores_ = 0;
  bool store_first_;
};

}  // namespace systole::models
