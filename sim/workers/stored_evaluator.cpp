#include "sim/workers/stored_evaluator.hpp"

#include <string_view>
#include <unordered_map>
#include <utility>

namespace systole::sim {
namespace {

/// What of a batch the store does not know.
struct Unknown {
  std::vector<SweepPoint> points;
  std::vector<std::size_t> index;                             // of each, in the batch
  std::vector<std::pair<std::size_t, std::size_t>> repeated;  // a later index of the same key, and the first
};

}  // namespace

StoredEvaluator::StoredEvaluator(SweepStore& store, PointWorkers& workers, Watcher watcher)
    : store_{store}, workers_{workers}, watcher_{std::move(watcher)} {
  if (!watcher_) watcher_ = [](const SweepPoint&, const Outcome&, bool) {};
}

std::vector<Outcome> StoredEvaluator::evaluate(std::span<const SweepPoint> points) {
  std::vector<Outcome> outcomes(points.size());
  Unknown unknown;
  std::unordered_map<std::string_view, std::size_t> first;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (auto known = store_.find(points[i].key)) {
      outcomes[i] = std::move(known->outcome);
      watcher_(points[i], outcomes[i], false);
    } else if (const auto [seen, is_new] = first.emplace(points[i].key, i); is_new) {
      unknown.points.push_back(points[i]);
      unknown.index.push_back(i);
    } else {
      unknown.repeated.emplace_back(i, seen->second);
    }
  }

  std::vector<SweepRow> rows;
  workers_.evaluate(unknown.points, [&](std::span<const FinishedPoint> finished) {
    rows.clear();
    for (const FinishedPoint& point : finished) rows.push_back({unknown.points[point.index], point.outcome});
    store_.write(rows);
    for (const FinishedPoint& point : finished) {
      const std::size_t i = unknown.index[point.index];
      outcomes[i] = point.outcome;
      watcher_(points[i], outcomes[i], true);
    }
  });
  for (const auto& [later, original] : unknown.repeated) {
    outcomes[later] = outcomes[original];
    watcher_(points[later], outcomes[later], false);
  }
  return outcomes;
}

}  // namespace systole::sim
