// The vector unit as the array's results meet it: lanes that each work on an element for some cycles.
#pragma once

#include <algorithm>
#include <cstdint>

#include "models/units.hpp"

namespace systole::models {

/// Like a BankPort: a FIFO of two vectors stands before the lanes.
class LanePort {
 public:
  explicit LanePort(std::int64_t lanes) : lanes_{lanes} {}

  void begin(Cycles now) {
    now_ = now.count();
    served_ = now + Cycles{1};
    asked_ = false;
    may_begin_ = previous_end_ == now_ ? previous_begin_ : now_;
  }
  /// Work of some lane-cycles.
  void ask(std::int64_t lane_cycles) {
    asked_ = true;
    busy_until_ = std::max(busy_until_, may_begin_ * lanes_) + lane_cycles;
    served_ = std::max(served_, Cycles{ceil_div(busy_until_, lanes_)});
  }
  Cycles served() const { return served_; }
  void end(Cycles end) {
    if (!asked_) return;
    previous_begin_ = now_;
    previous_end_ = end.count();
  }

 private:
  std::int64_t lanes_;
  std::int64_t now_ = 0;
  std::int64_t may_begin_ = 0;
  std::int64_t previous_begin_ = -1;
  std::int64_t previous_end_ = -1;
  std::int64_t busy_until_ = 0;  // lane-cycles
  Cycles served_;
  bool asked_ = false;
};

}  // namespace systole::models
