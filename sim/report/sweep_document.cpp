#include "sim/report/sweep_document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

#include "reports/number_format.hpp"
#include "sim/answers/pareto.hpp"
#include "sim/answers/plan_lines.hpp"
#include "sim/answers/store_designs.hpp"
#include "sim/report/sweep_points.hpp"

namespace systole::sim {

namespace {

std::string objective_name(const DesignTable& designs, std::size_t i) {
  return name_of(designs.objectives()[i], designs.workloads());
}

ReportJson json_of(std::optional<double> value) {
  return value ? ReportJson(*value) : ReportJson(nullptr);
}

ReportJson plan_json(const StoreReader& store, const DesignTable& designs) {
  const PlanLines plan = plan_lines(store.about().plan);
  ReportJson json{{"name", store.about().sweep},       {"detail", plan.detail},       {"strategy", plan.strategy},
                  {"accelerators", plan.accelerators}, {"workloads", plan.workloads}, {"constraints", plan.constraints},
                  {"objectives", ReportJson::array()}};
  for (std::size_t i = 0; i < designs.objectives().size(); ++i) {
    const Metric& metric = *designs.objectives()[i].metric;
    const std::string name = objective_name(designs, i);
    ReportJson entry = figure_json(metric.name);
    entry["name"] = name;
    entry["metric"] = metric.name;
    entry["label"] = metric.label + name.substr(metric.name.size());
    entry["goal"] = metric.more_is_better ? "max" : "min";
    json["objectives"].push_back(std::move(entry));
  }
  if (!store.about().shard.empty()) json["shard"] = store.about().shard;
  json["text"] = store.about().plan;
  return json;
}

ReportJson effect_json(const DesignTable& designs, const ParetoAnswer& answer, std::size_t objective) {
  const ObjectiveEffects& sensitivity = answer.sensitivities[objective];
  const auto axis_name = [&](std::size_t i) { return designs.axes()[answer.varied[i]]; };
  ReportJson json{{"objective", objective_name(designs, objective)},
                  {"logarithm", sensitivity.logarithm},
                  {"balanced", sensitivity.effects.balanced},
                  {"main", ReportJson::array()},
                  {"pairs", ReportJson::array()}};
  for (std::size_t i = 0; i < answer.varied.size(); ++i) {
    ReportJson entry{{"axis", axis_name(i)}, {"share", json_of(sensitivity.effects.main[i])}};
    ReportJson& values = entry["values"] = ReportJson::array();
    const std::vector<std::string>& labels = designs.labels(answer.varied[i]);
    for (std::size_t level = 0; level < labels.size(); ++level) {
      const models::LevelMean& mean = sensitivity.effects.levels[i][level];
      // Of logarithms the mean is that of a geometric mean.
      values.push_back({{"value", labels[level]},
                        {"designs", mean.trials},
                        {"mean", sensitivity.logarithm ? std::exp(mean.mean) : mean.mean}});
    }
    json["main"].push_back(std::move(entry));
  }
  for (const models::PairEffect& pair : sensitivity.effects.pairs)
    json["pairs"].push_back({{"a", axis_name(pair.a)}, {"b", axis_name(pair.b)}, {"share", json_of(pair.share)}});
  return json;
}

/// Points without figures: the first ones, and how many have which error.
class Failures {
 public:
  explicit Failures(const SweepDocumentLimits& limits) : limits_{limits} {}

  void add(const SweepRow& row) {
    constexpr std::size_t kDistinct = 100'000;
    if (errors_.size() < kDistinct) ++errors_[row.outcome.error];
    if (list_.size() >= limits_.failed) return;
    list_.push_back({{"design", row.point.design},
                     {"accelerator", row.point.accelerator},
                     {"workload", row.point.workload},
                     {"detail", detail_name(row.point.detail)},
                     {"axes", row.point.values},
                     {"error", row.outcome.error}});
  }

  ReportJson list() && { return std::move(list_); }
  ReportJson errors() const {
    std::vector<std::pair<std::string, std::size_t>> all(errors_.begin(), errors_.end());
    std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    all.resize(std::min(all.size(), limits_.errors));
    ReportJson json = ReportJson::array();
    for (const auto& [error, points] : all) json.push_back({{"error", error}, {"points", points}});
    return json;
  }

 private:
  const SweepDocumentLimits& limits_;
  ReportJson list_ = ReportJson::array();
  std::map<std::string, std::size_t> errors_;
};

std::string grouped(std::size_t count) {
  return reports::grouped(static_cast<std::int64_t>(count));
}

/// What a reader should know before any figure.
std::vector<std::string> notes_of(const StoreReader& store, const DesignTable& designs, const SweepPoints& points) {
  std::vector<std::string> notes;
  if (!store.about().shard.empty())
    notes.push_back(fmt::format("part {} of the sweep: the other designs are not in this store", store.about().shard));
  if (designs.size() == 0) notes.emplace_back("no design can be judged yet: there is no front");
  if (designs.failed() > 0)
    notes.push_back(fmt::format("{} points failed; {} designs are not judged", grouped(designs.failed()),
                                grouped(designs.incomplete())));
  else if (designs.incomplete() > 0)
    notes.push_back(fmt::format("{} designs are not done on all workloads", grouped(designs.incomplete())));
  if (designs.without_figure() > 0)
    notes.push_back(
        fmt::format("{} designs lack a figure that an objective asks for", grouped(designs.without_figure())));
  if (designs.other_detail() > 0)
    notes.push_back(
        fmt::format("{} points at a lower level of detail are not judged", grouped(designs.other_detail())));
  if (points.shown < points.of)
    notes.push_back(
        fmt::format("{} of {} points are in this report, drawn evenly, beside those of the front; "
                    "systole export writes all",
                    grouped(points.shown), grouped(points.of)));
  return notes;
}

void add_answer(ReportJson& document, const DesignTable& designs, const ParetoAnswer& answer,
                const SweepPoints& points) {
  ReportJson& front = document["front"] = ReportJson::array();
  for (const FrontDesign& design : answer.front) {
    const auto row = points.rows.find(designs.number(design.design));
    if (row != points.rows.end())
      front.push_back({{"row", row->second}, {"dominates", design.dominates}, {"knee", design.knee}});
  }
  if (answer.hypervolume) document["hypervolume"] = *answer.hypervolume;
  ReportJson& effects = document["effects"] = ReportJson::array();
  for (std::size_t i = 0; i < answer.sensitivities.size(); ++i) effects.push_back(effect_json(designs, answer, i));
}

}  // namespace

ReportJson sweep_document(const std::string& path, const SweepDocumentLimits& limits) {
  const StoreReader store{path};
  const DesignTable designs = designs_of(store, {});
  ParetoAnswer answer;
  if (designs.size() > 0) answer = pareto_answer(designs);
  std::vector<std::uint64_t> kept;
  for (const FrontDesign& design : answer.front)
    if (kept.size() < limits.front || design.knee) kept.push_back(designs.number(design.design));
  SweepPoints points = sweep_points(store, designs, kept, limits.points);
  Failures failures{limits};
  store.for_each([&](const SweepRow& row) {
    if (!row.outcome.evaluation) failures.add(row);
  });
  ReportJson document = report_head("sweep", store.about().version, store.about().sweep, reports::Told::both);
  document["source"] = path;
  document["notes"] = notes_of(store, designs, points);
  document["plan"] = plan_json(store, designs);
  document["counts"] = {{"points", store.size()},
                        {"failed", store.size() - points.of},
                        {"designs", designs.size()},
                        {"incomplete", designs.incomplete()},
                        {"shown", points.shown}};
  document["axes"] = std::move(points.axes);
  ReportJson& metrics = document["metrics"] = ReportJson::array();
  for (const std::string& name : points.metrics) {
    ReportJson entry = figure_json(name);
    entry["goal"] = metric_named(name).more_is_better ? "max" : "min";
    metrics.push_back(std::move(entry));
  }
  document["points"] = std::move(points.points);
  add_answer(document, designs, answer, points);
  if (document["front"].size() < answer.front.size())
    document["notes"].push_back(fmt::format(
        "{} of {} designs on the front are in this report, the best by {} and the knee among them; systole pareto "
        "prints all",
        grouped(document["front"].size()), grouped(answer.front.size()), objective_name(designs, 0)));
  document["errors"] = failures.errors();
  document["failed"] = std::move(failures).list();
  document["rerun"] = "systole run -a {accelerator} -w {workload} --detail {detail} {set}";
  return document;
}

}  // namespace systole::sim
