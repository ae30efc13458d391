#include "sim/sweep/design_batches.hpp"

#include <utility>

#include "models/errors.hpp"

namespace systole::sim {

DesignBatches::DesignBatches(const Space& space, Evaluator& evaluator, Detail detail, Take take)
    : space_{space}, evaluator_{evaluator}, detail_{detail}, take_{std::move(take)} {}

void DesignBatches::add(std::uint64_t design) {
  const std::size_t workloads = space_.plan().workloads.size();
  for (std::size_t workload = 0; workload < workloads; ++workload)
    points_.push_back(space_.point(design, workload, detail_));
  ++designs_;
  if (points_.size() + workloads > kPoints) flush();
}

void DesignBatches::flush() {
  if (points_.empty()) return;
  const std::vector<Outcome> outcomes = evaluator_.evaluate(points_);
  if (outcomes.size() != points_.size()) throw models::ModelError("an evaluator left points without an outcome");
  const std::size_t workloads = space_.plan().workloads.size();
  if (take_)
    for (std::size_t first = 0; first < points_.size(); first += workloads)
      take_(points_[first].design, std::span{outcomes}.subspan(first, workloads));
  points_.clear();
}

}  // namespace systole::sim
