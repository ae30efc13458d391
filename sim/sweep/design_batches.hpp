// What strategies ask an evaluator: designs on all workloads, in batches that bound the memory of a sweep of any size.
// Internal to the strategies.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "sim/sweep/point.hpp"
#include "sim/sweep/space.hpp"

namespace systole::sim {

class DesignBatches {
 public:
  /// Outcomes of one design, one a workload.
  using Take = std::function<void(std::uint64_t design, std::span<const Outcome> outcomes)>;

  /// `take` may be empty: then outcomes are for the evaluator alone.
  DesignBatches(const Space& space, Evaluator& evaluator, Detail detail, Take take = {});

  void add(std::uint64_t design);
  /// Evaluates what was added and not evaluated yet.
  void flush();
  std::uint64_t designs() const { return designs_; }

 private:
  static constexpr std::size_t kPoints = 8192;

  const Space& space_;
  Evaluator& evaluator_;
  Detail detail_;
  Take take_;
  std::vector<SweepPoint> points_;
  std::uint64_t designs_ = 0;
};

}  // namespace systole::sim
