// Threads, for points that take microseconds: nothing is copied, and finished points are reported a chunk at a time. A
// point that crashes takes the process with it (ProcessWorkers confine it).
#pragma once

#include <functional>

#include "sim/workers/point_workers.hpp"

namespace systole::sim {

class ThreadWorkers : public PointWorkers {
 public:
  /// `stop_requested` may be empty; it is asked by the calling thread.
  ThreadWorkers(EvaluationFunction evaluate, int jobs, std::function<bool()> stop_requested);

  void evaluate(std::span<const SweepPoint> points, const Report& report) override;

 private:
  EvaluationFunction evaluate_;
  int jobs_;
  std::function<bool()> stop_requested_;
};

}  // namespace systole::sim
