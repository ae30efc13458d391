// Answers points from the store, has the others evaluated, and writes each as it finishes. A strategy that is run again
// over the same store therefore asks for the same points, and goes on where it was stopped.
#pragma once

#include <functional>

#include "sim/store/sweep_store.hpp"
#include "sim/workers/point_workers.hpp"

namespace systole::sim {

class StoredEvaluator : public Evaluator {
 public:
  /// `fresh`: evaluated now, not found in the store. Called for every point that was asked for.
  using Watcher = std::function<void(const SweepPoint& point, const Outcome& outcome, bool fresh)>;

  StoredEvaluator(SweepStore& store, PointWorkers& workers, Watcher watcher = {});

  /// Points of one key are evaluated once. What finished before an interruption, or a full disk, is in the store.
  std::vector<Outcome> evaluate(std::span<const SweepPoint> points) override;

 private:
  SweepStore& store_;
  PointWorkers& workers_;
  Watcher watcher_;
};

}  // namespace systole::sim
