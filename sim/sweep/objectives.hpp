// What a sweep looks for: figures of its points, each to be made small or large. In a sweep file:
//
//   objectives: [latency_s, energy_pj]                     one workload
//   - {metric: cycles, workload: tiny_cnn_2d}              of several workloads one
//   - {metric: latency_s, over: geomean}                   or all of them: sum, mean, geomean, worst
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/sweep/evaluation.hpp"
#include "workloads/document/document.hpp"

namespace systole::sim {

enum class Over { one, sum, mean, geomean, worst };

struct SweepObjective {
  const Metric* metric = nullptr;
  Over over = Over::one;
  std::size_t workload = 0;  // one: its place in the sweep's list

  /// Of one design, from its evaluations, one a workload. None where an evaluation lacks the figure, or where figures
  /// below or at 0 have no geometric mean.
  std::optional<double> value(std::span<const Evaluation> evaluations) const;
};

/// "latency_s", "energy_pj (geomean)", "cycles of tiny_cnn_2d".
std::string name_of(const SweepObjective& objective, const std::vector<std::string>& workloads);

/// One a objective, smaller is better: figures of which more is better change their sign. None where a workload failed
/// or a figure is missing.
std::optional<std::vector<double>> costs_of(const std::vector<SweepObjective>& objectives,
                                            std::span<const Outcome> outcomes);

/// Throws DocumentError for metrics and workloads that there are not, for an objective that does not say over which of
/// several workloads it goes, and for one that occurs twice.
std::vector<SweepObjective> read_objectives(const workloads::Node& list, const std::vector<std::string>& workloads);

/// Whether the metric is made of energies or areas, which only a chip with a table has.
bool needs_table(const Metric& metric);
bool needs_sqnr(const Metric& metric);

}  // namespace systole::sim
