// One point, whatever it throws: the figures, or one line that says why there are none.
#pragma once

#include <string>

#include "sim/workers/point_workers.hpp"

namespace systole::sim {

struct GuardedOutcome {
  Outcome outcome;
  bool intact = true;  // false: what failed was not the user's input, and may have left anything behind
};

/// `out_of_memory`: the error of a point for which memory did not suffice.
GuardedOutcome guarded(const EvaluationFunction& evaluate, const SweepPoint& point,
                       const std::string& out_of_memory = "out of memory");

}  // namespace systole::sim
