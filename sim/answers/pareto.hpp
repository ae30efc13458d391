// What a sweep says about its designs: which are on the Pareto front, what each of them beats, where the front bends,
// and which axis decides about which figure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/explore/effects.hpp"
#include "sim/answers/design_table.hpp"

namespace systole::sim {

struct FrontDesign {
  std::size_t design = 0;  // in the table
  std::int64_t dominates = 0;
  bool knee = false;
};

/// Of one objective. Shares are of the variance of its logarithm where all figures are above 0 (knobs multiply), or of
/// the figure itself.
struct ObjectiveEffects {
  bool logarithm = false;
  models::Effects effects;  // of the axes in ParetoAnswer::varied
};

struct ParetoAnswer {
  std::vector<FrontDesign> front;  // by the first objective, best first
  bool has_knee = false;
  /// Share of the box between each objective's best and worst figure that the front dominates; none where a box has no
  /// volume, or with a large front in more than three objectives, which would take long.
  std::optional<double> hypervolume;
  std::vector<std::size_t> varied;              // axes with several values, of the table
  std::vector<ObjectiveEffects> sensitivities;  // by objective
};

/// Throws UserError where no design can be judged, and why.
ParetoAnswer pareto_answer(const DesignTable& designs);

/// Objectives by their names, as results print them: "latency_s", "cycles of tiny_cnn_2d", "energy_pj (geomean)". With
/// several workloads a bare metric means its geometric mean. Throws UserError with the nearest name.
std::vector<SweepObjective> objectives_named(const std::vector<std::string>& names,
                                             const std::vector<std::string>& workloads);

}  // namespace systole::sim
