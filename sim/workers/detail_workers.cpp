#include "sim/workers/detail_workers.hpp"

#include <vector>

namespace systole::sim {
namespace {

/// `points` at `chosen`, reported by their place among all.
void evaluate_some(PointWorkers& workers, std::span<const SweepPoint> points, const std::vector<std::size_t>& chosen,
                   const PointWorkers::Report& report) {
  if (chosen.size() == points.size()) return workers.evaluate(points, report);
  std::vector<SweepPoint> some;
  some.reserve(chosen.size());
  for (const std::size_t i : chosen) some.push_back(points[i]);
  workers.evaluate(some, [&](std::span<const FinishedPoint> finished) {
    std::vector<FinishedPoint> placed{finished.begin(), finished.end()};
    for (FinishedPoint& point : placed) point.index = chosen[point.index];
    report(placed);
  });
}

}  // namespace

DetailWorkers::DetailWorkers(const EvaluationFunction& evaluate, const Options& options)
    : in_threads_{!options.isolate && !options.limits.seconds && !options.limits.memory},
      threads_{evaluate, options.jobs, options.stop_requested},
      processes_{evaluate, options.jobs, options.limits, options.stop_requested} {}

void DetailWorkers::evaluate(std::span<const SweepPoint> points, const Report& report) {
  std::vector<std::size_t> analytic;
  std::vector<std::size_t> others;
  for (std::size_t i = 0; i < points.size(); ++i)
    (in_threads_ && points[i].detail == Detail::analytic ? analytic : others).push_back(i);
  if (!analytic.empty()) evaluate_some(threads_, points, analytic, report);
  if (!others.empty()) evaluate_some(processes_, points, others, report);
}

}  // namespace systole::sim
