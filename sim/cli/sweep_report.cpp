#include "sim/cli/sweep_report.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "reports/number_format.hpp"
#include "reports/table.hpp"
#include "sim/sweep/metric_text.hpp"

namespace systole::sim {
namespace {

using reports::Align;

constexpr std::size_t kErrorsShown = 3;

std::string objective_name(const SweepPlan& plan, std::size_t i) {
  return name_of(plan.objectives[i], plan.workload_names());
}

reports::Table best_table(const SweepEnd& end) {
  std::vector<reports::Column> columns{{"best", Align::left, true}, {"value"}, {"design"}};
  if (end.plan.accelerators.size() > 1) columns.push_back({"accelerator", Align::left});
  for (const Axis& axis : end.plan.axes) columns.push_back({axis.name});
  reports::Table table{columns};
  for (std::size_t i = 0; i < end.plan.objectives.size(); ++i) {
    std::vector<reports::Cell> cells{objective_name(end.plan, i)};
    if (const auto& best = end.tally.best()[i]) {
      cells.emplace_back(metric_text(*end.plan.objectives[i].metric, best->value));
      cells.emplace_back(fmt::format("{}", best->point.design));
      if (end.plan.accelerators.size() > 1) cells.emplace_back(best->point.accelerator);
      for (const std::string& value : best->point.values) cells.emplace_back(value);
    }
    while (cells.size() < columns.size()) cells.emplace_back("-");
    table.row(std::move(cells));
  }
  return table;
}

std::string counts(std::int64_t n, const char* what) {
  return fmt::format("{} {}{}", reports::grouped(n), what, n == 1 ? "" : "s");
}

}  // namespace

std::string sweep_text(const SweepEnd& end, const reports::Style& style) {
  const auto fresh = static_cast<std::int64_t>(end.tally.fresh());
  std::string text = fmt::format("{}: {}, {} evaluated now in {}\n\n", end.plan.name,
                                 counts(static_cast<std::int64_t>(end.store.size()), "point"), reports::grouped(fresh),
                                 reports::si(end.seconds, "s"));
  text += best_table(end).print(style);
  const auto failures = end.store.failures();
  std::int64_t failed = 0;
  for (const auto& failure : failures) failed += failure.second;
  if (failed > 0) text += fmt::format("\n{} failed:\n", counts(failed, "point"));
  for (std::size_t i = 0; i < std::min(failures.size(), kErrorsShown); ++i)
    text += fmt::format("  {} x {}\n", reports::grouped(failures[i].second), failures[i].first);
  if (failures.size() > kErrorsShown)
    text += fmt::format("  … {} in the store\n",
                        counts(static_cast<std::int64_t>(failures.size() - kErrorsShown), "other error"));
  text += fmt::format("\nresults in {}\n", end.store.path());
  return reports::readable(text, style);
}

std::string sweep_json(const SweepEnd& end, const std::vector<std::string>& notes) {
  nlohmann::ordered_json json;
  json["sweep"] = end.plan.name;
  json["store"] = end.store.path();
  json["points"] = end.store.size();
  json["evaluated"] = end.tally.fresh();
  json["seconds"] = end.seconds;
  auto& best = json["best"] = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < end.plan.objectives.size(); ++i) {
    nlohmann::ordered_json entry{{"objective", objective_name(end.plan, i)}, {"value", nullptr}};
    if (const auto& found = end.tally.best()[i]) {
      entry["value"] = found->value;
      entry["design"] = found->point.design;
      entry["accelerator"] = found->point.accelerator;
      for (std::size_t axis = 0; axis < end.plan.axes.size(); ++axis)
        entry["axes"][end.plan.axes[axis].name] = found->point.values[axis];
    }
    best.push_back(std::move(entry));
  }
  auto& failures = json["failures"] = nlohmann::ordered_json::array();
  for (const auto& [error, points] : end.store.failures()) failures.push_back({{"error", error}, {"points", points}});
  json["notes"] = notes;
  return json.dump(2) + '\n';
}

}  // namespace systole::sim
