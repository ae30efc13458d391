#include "sim/answers/pareto.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "models/errors.hpp"
#include "models/explore/front.hpp"
#include "models/explore/hypervolume.hpp"

namespace systole::sim {

namespace {

models::Costs costs_of(const DesignTable& designs) {
  const auto& objectives = designs.objectives();
  models::Costs costs{objectives.size()};
  std::vector<double> row(objectives.size());
  for (std::size_t design = 0; design < designs.size(); ++design) {
    for (std::size_t i = 0; i < objectives.size(); ++i)
      row[i] = (objectives[i].metric->more_is_better ? -1 : 1) * designs.figure(design, i);
    costs.add(row);
  }
  return costs;
}

std::optional<double> hypervolume_share(const models::Costs& costs, const std::vector<std::size_t>& front) {
  constexpr std::size_t kQuickFigures = 3;
  constexpr std::size_t kQuickFront = 100;
  if (costs.figures() > kQuickFigures && front.size() > kQuickFront) return std::nullopt;
  std::vector<std::size_t> all(costs.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  const models::FrontBox box = models::box_of(costs, all);
  for (std::size_t i = 0; i < costs.figures(); ++i)
    if (box.ideal[i] == box.nadir[i]) return std::nullopt;
  models::Costs scaled{costs.figures()};
  std::vector<double> row(costs.figures());
  std::vector<std::size_t> designs;
  for (const std::size_t design : front) {
    for (std::size_t i = 0; i < row.size(); ++i)
      row[i] = (costs[design][i] - box.ideal[i]) / (box.nadir[i] - box.ideal[i]);
    scaled.add(row);
    designs.push_back(designs.size());
  }
  return models::hypervolume(scaled, designs, std::vector<double>(row.size(), 1.0));
}

ObjectiveEffects sensitivity_of(const DesignTable& designs, std::size_t objective,
                                const std::vector<std::size_t>& axes) {
  ObjectiveEffects sensitivity;
  sensitivity.logarithm = true;
  for (std::size_t design = 0; design < designs.size(); ++design)
    sensitivity.logarithm = sensitivity.logarithm && designs.figure(design, objective) > 0;
  sensitivity.logarithm = sensitivity.logarithm && designs.objectives()[objective].metric->unit != "dB";
  models::Trials trials{axes.size()};
  std::vector<std::size_t> values(axes.size());
  for (std::size_t design = 0; design < designs.size(); ++design) {
    for (std::size_t i = 0; i < axes.size(); ++i) values[i] = designs.level(design, axes[i]);
    const double figure = designs.figure(design, objective);
    trials.add(values, sensitivity.logarithm ? std::log(figure) : figure);
  }
  sensitivity.effects = models::effects_of(trials);
  return sensitivity;
}

[[noreturn]] void nothing_to_judge(const DesignTable& designs) {
  throw models::UserError(fmt::format(
      "no design can be judged: of {} points {} failed, {} designs lack a workload, {} a figure that is asked for",
      designs.rows(), designs.failed(), designs.incomplete(), designs.without_figure()));
}

}  // namespace

ParetoAnswer pareto_answer(const DesignTable& designs) {
  if (designs.size() == 0) nothing_to_judge(designs);
  const models::Costs costs = costs_of(designs);
  const std::vector<std::size_t> front = models::pareto_front(costs);
  const std::vector<std::int64_t> counts = models::dominated_counts(costs, front);
  const std::optional<std::size_t> knee = models::knee_of(costs, front);
  ParetoAnswer answer;
  answer.has_knee = knee.has_value();
  for (std::size_t i = 0; i < front.size(); ++i) answer.front.push_back({front[i], counts[i], front[i] == knee});
  std::sort(answer.front.begin(), answer.front.end(), [&](const FrontDesign& a, const FrontDesign& b) {
    return std::pair{costs[a.design][0], designs.number(a.design)} <
           std::pair{costs[b.design][0], designs.number(b.design)};
  });
  answer.hypervolume = hypervolume_share(costs, front);
  for (std::size_t axis = 0; axis < designs.axes().size(); ++axis)
    if (designs.labels(axis).size() > 1) answer.varied.push_back(axis);
  if (answer.varied.empty()) return answer;
  for (std::size_t i = 0; i < designs.objectives().size(); ++i)
    answer.sensitivities.push_back(sensitivity_of(designs, i, answer.varied));
  return answer;
}

std::vector<SweepObjective> objectives_named(const std::vector<std::string>& names,
                                             const std::vector<std::string>& workloads) {
  std::vector<SweepObjective> known;
  for (const Metric& metric : metrics()) {
    for (std::size_t i = 0; i < workloads.size(); ++i) known.push_back({&metric, Over::one, i});
    for (const Over over : {Over::sum, Over::mean, Over::geomean, Over::worst}) known.push_back({&metric, over, 0});
  }
  std::vector<SweepObjective> objectives;
  for (const std::string& name : names) {
    const auto found = std::find_if(known.begin(), known.end(),
                                    [&](const SweepObjective& o) { return name_of(o, workloads) == name; });
    if (found != known.end()) {
      objectives.push_back(*found);
    } else {
      const Metric& metric = metric_named(name.substr(0, name.find(' ')));
      if (workloads.size() == 1 || name != metric.name)
        throw models::UserError(
            fmt::format("no objective '{}' (write {} or, of several workloads, '{} (worst)' or '{} of {}')", name,
                        metric.name, metric.name, metric.name, workloads.front()));
      objectives.push_back({&metric, Over::geomean, 0});
    }
  }
  return objectives;
}

}  // namespace systole::sim
