// Keeps one unit's state, tells the probe, and counts cycles per state: busy + waits + idle = cycles, by construction.
#pragma once

#include <array>

#include "hw/clocking.hpp"
#include "models/probe/probe.hpp"

namespace systole::hw {

class UnitMonitor {
 public:
  UnitMonitor(models::Unit unit, const Clocking& clock, models::Probe* probe)
      : unit_{unit}, clock_{clock}, probe_{probe} {}

  void enter(models::State state) {
    if (state == state_) return;
    const models::Cycles now = clock_.now();
    in_state_[static_cast<std::size_t>(state_)] += now - since_;
    since_ = now;
    state_ = state;
    if (probe_ != nullptr) probe_->enter(unit_, state, now);
  }

  /// Cycles spent in `state` so far.
  models::Cycles spent(models::State state) const {
    const models::Cycles open = state == state_ ? clock_.now() - since_ : models::Cycles{0};
    return in_state_[static_cast<std::size_t>(state)] + open;
  }

  models::State state() const { return state_; }
  models::Unit unit() const { return unit_; }

 private:
  models::Unit unit_;
  const Clocking& clock_;
  models::Probe* probe_;
  models::State state_ = models::State::idle;
  models::Cycles since_{0};
  std::array<models::Cycles, models::kStates> in_state_{};
};

}  // namespace systole::hw
