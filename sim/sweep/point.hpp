// One point of a sweep: a design on a workload at a level of detail; and who evaluates many of them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sim/run/run.hpp"
#include "sim/sweep/evaluation.hpp"

namespace systole::sim {

struct SweepPoint {
  std::string key;                  // 32 hex digits: of the resolved config, its energy table, the workload, the detail
  std::uint64_t design = 0;         // number in the sweep's space: which chip with which values
  std::string accelerator;          // the base chip
  std::vector<std::string> values;  // labels, one an axis
  std::string workload;
  Detail detail = Detail::analytic;
};

/// Evaluates points, or has them evaluated: strategies ask it, stores and pools of workers stand behind it.
class Evaluator {
 public:
  Evaluator() = default;
  Evaluator(const Evaluator&) = delete;
  Evaluator& operator=(const Evaluator&) = delete;
  virtual ~Evaluator() = default;

  /// In the order of `points`; a point that fails is an outcome with its error. Throws Interrupted when the user asked
  /// to stop.
  virtual std::vector<Outcome> evaluate(std::span<const SweepPoint> points) = 0;
};

}  // namespace systole::sim
