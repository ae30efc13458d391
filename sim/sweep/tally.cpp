#include "sim/sweep/tally.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "models/explore/costs.hpp"
#include "models/explore/hypervolume.hpp"

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
    front_.clear();
    least_.clear();
    most_.clear();
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
  if (auto costs = costs_of(objectives, outcomes)) add_to_front(std::move(*costs));
}

void SweepTally::add_to_front(std::vector<double> costs) {
  if (least_.empty()) least_ = most_ = costs;
  for (std::size_t i = 0; i < costs.size(); ++i) {
    least_[i] = std::min(least_[i], costs[i]);
    most_[i] = std::max(most_[i], costs[i]);
  }
  const auto beats = [&](const std::vector<double>& one) { return one == costs || models::dominates(one, costs); };
  if (std::any_of(front_.begin(), front_.end(), beats)) return;
  std::erase_if(front_, [&](const std::vector<double>& one) { return models::dominates(costs, one); });
  front_.push_back(std::move(costs));
}

std::optional<double> SweepTally::hypervolume() const {
  constexpr std::size_t kMostObjectives = 3;
  if (front_.empty() || least_.size() > kMostObjectives) return std::nullopt;
  double box = 1;
  for (std::size_t i = 0; i < least_.size(); ++i) box *= most_[i] - least_[i];
  if (!(box > 0) || !std::isfinite(box)) return std::nullopt;
  models::Costs costs{least_.size()};
  std::vector<std::size_t> all;
  for (const std::vector<double>& design : front_) {
    all.push_back(costs.size());
    costs.add(design);
  }
  return models::hypervolume(costs, all, most_) / box;
}

}  // namespace systole::sim
