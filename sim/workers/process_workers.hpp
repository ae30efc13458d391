// Forked processes, for points that run SystemC: one that crashes, hangs or eats memory costs that point, which becomes
// an outcome with its error, and the process is replaced.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

#include "sim/workers/point_workers.hpp"
#include "sim/workers/worker_process.hpp"

namespace systole::sim {

class ProcessWorkers : public PointWorkers {
 public:
  /// Processes are forked when they are first needed, and again where one was lost: the calling thread must be the only
  /// one then. `stop_requested` may be empty.
  ProcessWorkers(EvaluationFunction evaluate, int jobs, PointLimits limits, std::function<bool()> stop_requested);

  void evaluate(std::span<const SweepPoint> points, const Report& report) override;

 private:
  using Clock = std::chrono::steady_clock;

  struct Seat {
    std::unique_ptr<WorkerProcess> worker;
    bool busy = false;
    std::size_t index = 0;  // the point that it works on
    Clock::time_point begin;
    Clock::time_point deadline = Clock::time_point::max();
  };

  void give(Seat& seat, std::span<const SweepPoint> points, std::size_t index);
  FinishedPoint lose(Seat& seat, std::string error);
  std::vector<FinishedPoint> wait();
  void dismiss_busy();

  EvaluationFunction evaluate_;
  PointLimits limits_;
  std::function<bool()> stop_requested_;
  std::vector<Seat> seats_;
};

}  // namespace systole::sim
