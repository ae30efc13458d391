// Who works at which level of detail: threads at analytic, where a point takes microseconds and cannot hang; processes
// where SystemC runs, and wherever a limit of time or memory is to be kept.
#pragma once

#include <functional>

#include "sim/workers/process_workers.hpp"
#include "sim/workers/thread_workers.hpp"

namespace systole::sim {

class DetailWorkers : public PointWorkers {
 public:
  struct Options {
    int jobs = 1;
    PointLimits limits;
    bool isolate = false;                  // processes at analytic, too
    std::function<bool()> stop_requested;  // may be empty
  };

  DetailWorkers(const EvaluationFunction& evaluate, const Options& options);

  void evaluate(std::span<const SweepPoint> points, const Report& report) override;

 private:
  bool in_threads_;
  ThreadWorkers threads_;
  ProcessWorkers processes_;
};

}  // namespace systole::sim
