// One probe in front of several: a run that draws a waveform and a timeline at once.
#pragma once

#include <functional>
#include <vector>

#include "models/probe/array_probe.hpp"
#include "models/probe/probe.hpp"

namespace systole::traces {

/// Forwards every call to each probe, in the order they were added. The probes must outlive it.
class FanOut : public models::Probe {
 public:
  FanOut() = default;

  void add(models::Probe& probe) { probes_.emplace_back(probe); }
  bool empty() const { return probes_.empty(); }

  void enter(models::Unit unit, models::State state, models::Cycles now) override {
    for (auto& probe : probes_) probe.get().enter(unit, state, now);
  }
  void set(models::Level level, std::int64_t value, models::Cycles now) override {
    for (auto& probe : probes_) probe.get().set(level, value, now);
  }
  void span(models::Unit unit, std::string_view layer, std::int64_t step, models::Cycles begin,
            models::Cycles end) override {
    for (auto& probe : probes_) probe.get().span(unit, layer, step, begin, end);
  }

 private:
  std::vector<std::reference_wrapper<models::Probe>> probes_;
};

/// The same for the array's registers.
class ArrayFanOut : public models::ArrayProbe {
 public:
  ArrayFanOut() = default;

  void add(models::ArrayProbe& probe) { probes_.emplace_back(probe); }
  bool empty() const { return probes_.empty(); }

  void stepped(const models::SystolicArray& array, const models::ArrayMoment& moment) override {
    for (auto& probe : probes_) probe.get().stepped(array, moment);
  }

 private:
  std::vector<std::reference_wrapper<models::ArrayProbe>> probes_;
};

}  // namespace systole::traces
