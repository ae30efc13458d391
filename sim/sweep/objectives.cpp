#include "sim/sweep/objectives.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "workloads/document/fields.hpp"
#include "workloads/document/quantity.hpp"

namespace systole::sim {
namespace {

using workloads::DocumentError;
using workloads::Node;

constexpr std::array<std::string_view, 5> kOver{"one", "sum", "mean", "geomean", "worst"};
constexpr const char* kObjectiveShape = "an objective looks like latency_s or {metric: energy_pj, over: geomean}";

std::vector<std::string> words_over() {
  return {kOver.begin() + 1, kOver.end()};
}

const Metric& metric_of(const Node& node) {
  std::vector<std::string> known;
  for (const Metric& metric : metrics()) known.push_back(metric.name);
  const std::string name = workloads::parse_word(node, "objectives.metric", known);
  return *std::find_if(metrics().begin(), metrics().end(), [&](const Metric& m) { return m.name == name; });
}

SweepObjective read_objective(const Node& node, const std::vector<std::string>& workloads) {
  SweepObjective objective;
  if (node.type == Node::Type::scalar) {
    objective.metric = &metric_of(node);
  } else {
    workloads::check_fields(node, "objectives", {"metric", "over", "workload"}, "objectives");
    objective.metric = &metric_of(workloads::required_field(node, "objectives", "metric", kObjectiveShape));
  }
  const Node* over = node.find("over");
  const Node* workload = node.find("workload");
  if (over != nullptr && workload != nullptr)
    throw DocumentError{{"C013", over->place, "'over' takes all workloads, 'workload' one of them", kObjectiveShape}};
  if (over != nullptr) {
    const std::string word = workloads::parse_word(*over, "objectives.over", words_over());
    objective.over = static_cast<Over>(std::find(kOver.begin(), kOver.end(), word) - kOver.begin());
  }
  if (workload != nullptr) {
    const std::string name = workloads::parse_word(*workload, "objectives.workload", workloads);
    objective.workload =
        static_cast<std::size_t>(std::find(workloads.begin(), workloads.end(), name) - workloads.begin());
  }
  if (over == nullptr && workload == nullptr && workloads.size() > 1)
    throw DocumentError{
        {"C005", node.place,
         fmt::format("over which of the {} workloads does '{}' go?", workloads.size(), objective.metric->name),
         fmt::format("{{metric: {0}, over: geomean}} (or {1}), or {{metric: {0}, workload: {2}}}",
                     objective.metric->name, fmt::join(words_over(), ", "), workloads.front())}};
  return objective;
}

Evaluation with_everything() {
  Evaluation all;
  all.cycles.mac = models::Cycles{1};
  all.macs = all.dram_read_bytes = all.dram_write_bytes = 1;
  all.latency_s = all.ridge_mac_per_byte = 1;
  all.energy_pj = all.area_um2 = all.sqnr_db = 1;
  return all;
}

}  // namespace

std::optional<double> SweepObjective::value(std::span<const Evaluation> evaluations) const {
  if (over == Over::one) return metric->get(evaluations[workload]);
  double sum = 0;
  double worst = 0;
  bool first = true;
  for (const Evaluation& evaluation : evaluations) {
    const std::optional<double> figure = metric->get(evaluation);
    if (!figure || (over == Over::geomean && *figure <= 0)) return std::nullopt;
    sum += over == Over::geomean ? std::log(*figure) : *figure;
    if (first || (metric->more_is_better ? *figure < worst : *figure > worst)) worst = *figure;
    first = false;
  }
  const auto count = static_cast<double>(evaluations.size());
  if (over == Over::worst) return worst;
  if (over == Over::sum) return sum;
  return over == Over::mean ? sum / count : std::exp(sum / count);
}

std::string name_of(const SweepObjective& objective, const std::vector<std::string>& workloads) {
  if (objective.over != Over::one)
    return fmt::format("{} ({})", objective.metric->name, kOver[static_cast<std::size_t>(objective.over)]);
  if (workloads.size() == 1) return objective.metric->name;
  return fmt::format("{} of {}", objective.metric->name, workloads.at(objective.workload));
}

std::optional<std::vector<double>> costs_of(const std::vector<SweepObjective>& objectives,
                                            std::span<const Outcome> outcomes) {
  std::vector<Evaluation> evaluations;
  for (const Outcome& outcome : outcomes) {
    if (!outcome.evaluation) return std::nullopt;
    evaluations.push_back(*outcome.evaluation);
  }
  std::vector<double> costs;
  for (const SweepObjective& objective : objectives) {
    const std::optional<double> value = objective.value(evaluations);
    if (!value) return std::nullopt;
    costs.push_back(objective.metric->more_is_better ? -*value : *value);
  }
  return costs;
}

std::vector<SweepObjective> read_objectives(const Node& list, const std::vector<std::string>& workloads) {
  if (list.type != Node::Type::sequence || list.items.empty())
    throw DocumentError{{"C006", list.place, "objectives are a list, not empty", kObjectiveShape}};
  std::vector<SweepObjective> objectives;
  std::vector<std::string> names;
  for (const Node& item : list.items) {
    objectives.push_back(read_objective(item, workloads));
    const std::string name = name_of(objectives.back(), workloads);
    if (std::find(names.begin(), names.end(), name) != names.end())
      throw DocumentError{{"C003", item.place, fmt::format("the objective '{}' occurs twice", name), "keep one"}};
    names.push_back(name);
  }
  return objectives;
}

bool needs_table(const Metric& metric) {
  Evaluation bare = with_everything();
  bare.energy_pj.reset();
  const bool energy = !metric.get(bare);
  bare = with_everything();
  bare.area_um2.reset();
  return energy || !metric.get(bare);
}

bool needs_sqnr(const Metric& metric) {
  Evaluation bare = with_everything();
  bare.sqnr_db.reset();
  return !metric.get(bare);
}

}  // namespace systole::sim
