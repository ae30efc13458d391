#include "sim/sweep/tally.hpp"

#include <algorithm>
#include <utility>

namespace systole::sim {

SweepTally::SweepTally(const Space& space) : space_{space}, best_(space.plan().objectives.size()) {}

void SweepTally::add(const SweepPoint& point, const Outcome& outcome, bool fresh) {
  ++points_;
  fresh_ += fresh ? 1U : 0U;
  failed_ += outcome.evaluation ? 0U : 1U;
  if (point.detail < detail_) return;
  if (point.detail > detail_) {
    detail_ = point.detail;
    best_.assign(best_.size(), std::nullopt);
    begun_.clear();
  }
  const std::size_t workloads = space_.plan().workloads.size();
  if (workloads == 1) return judge(point, {outcome});

  auto& begun = begun_[point.design];
  begun.resize(workloads);
  begun[space_.workload_of(point)] = outcome;
  if (!std::all_of(begun.begin(), begun.end(), [](const auto& one) { return one.has_value(); })) return;
  std::vector<Outcome> outcomes;
  for (auto& one : begun) outcomes.push_back(std::move(*one));
  begun_.erase(point.design);
  judge(point, outcomes);
}

void SweepTally::judge(const SweepPoint& point, const std::vector<Outcome>& outcomes) {
  std::vector<Evaluation> evaluations;
  for (const Outcome& outcome : outcomes) {
    if (!outcome.evaluation) return;
    evaluations.push_back(*outcome.evaluation);
  }
  const auto& objectives = space_.plan().objectives;
  for (std::size_t i = 0; i < objectives.size(); ++i) {
    const std::optional<double> value = objectives[i].value(evaluations);
    if (!value) continue;
    std::optional<BestDesign>& best = best_[i];
    const bool more = objectives[i].metric->more_is_better;
    const bool better = !best || (more ? *value > best->value : *value < best->value) ||
                        (*value == best->value && point.design < best->point.design);
    if (better) best = BestDesign{*value, point};
  }
}

}  // namespace systole::sim
