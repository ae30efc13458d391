// Evaluates points of a sweep, each by itself: the function that threads and worker processes call.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "models/results.hpp"
#include "sim/sweep/evaluation.hpp"
#include "sim/sweep/layer_cache.hpp"
#include "sim/sweep/point.hpp"
#include "sim/sweep/space.hpp"
#include "sim/sweep/sqnr.hpp"

namespace systole::sim {

class PointRunner {
 public:
  /// `space` must outlive the runner.
  explicit PointRunner(const Space& space);

  /// Any number of threads may call it at once for points at analytic; one at a time for others (SystemC has one
  /// simulation a process). Throws UserError where the design cannot be, or cannot run the workload.
  Evaluation operator()(const SweepPoint& point) const;

 private:
  Evaluation figures(const Design& design, std::size_t workload, Detail detail) const;
  Evaluation from_layers(const Design& design, std::size_t workload) const;

  const Space& space_;
  std::shared_ptr<LayerCache> cache_;               // of all copies, like the judges
  std::vector<std::shared_ptr<SqnrJudge>> judges_;  // by workload; empty: nobody asks
};

/// Its figures, as summary.json has them.
Evaluation evaluation_of(const models::RunResult& result);

/// Calls `evaluate`, measures its time, and turns what it throws into the outcome's error: one line. Interrupted goes
/// through.
Outcome outcome_of(const SweepPoint& point, const std::function<Evaluation(const SweepPoint&)>& evaluate);

}  // namespace systole::sim
