// Who evaluates points that no store knows: threads, processes, or ranks of MPI. All call one function, so that who did
// it makes no difference to what is found.
#pragma once

#include <cstddef>
#include <functional>
#include <span>

#include "sim/sweep/row.hpp"

namespace systole::sim {

/// Throws what it likes; must be callable from several threads at once where threads do it.
using EvaluationFunction = std::function<Evaluation(const SweepPoint&)>;

struct FinishedPoint {
  std::size_t index = 0;  // into the points that were asked for
  Outcome outcome;
};

class PointWorkers {
 public:
  /// Called by the thread that called evaluate(), with what has finished since.
  using Report = std::function<void(std::span<const FinishedPoint>)>;

  PointWorkers() = default;
  PointWorkers(const PointWorkers&) = delete;
  PointWorkers& operator=(const PointWorkers&) = delete;
  virtual ~PointWorkers() = default;

  /// Reports every point once, in any order; one that fails is an outcome with its error. Throws Interrupted when told
  /// to stop, and whatever `report` throws; points in flight are lost then.
  virtual void evaluate(std::span<const SweepPoint> points, const Report& report) = 0;
};

}  // namespace systole::sim
