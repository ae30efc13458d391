#include "sim/answers/pareto_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "reports/number_format.hpp"
#include "reports/table.hpp"
#include "sim/sweep/metric_text.hpp"

namespace systole::sim {

namespace {

using reports::Align;
using reports::Paint;
using Json = nlohmann::ordered_json;

std::string objective_name(const DesignTable& designs, std::size_t i) {
  return name_of(designs.objectives()[i], designs.workloads());
}

std::string grouped(std::uint64_t count) {
  return reports::grouped(static_cast<std::int64_t>(count));
}

std::string share_text(std::optional<double> share) {
  return share ? reports::percent(*share) : "-";
}

std::string heading(const std::string& sweep, const DesignTable& designs, const ParetoAnswer& answer) {
  std::string text = fmt::format("{}  ·  {} designs at {}  ·  {} on the front of ", sweep, grouped(designs.size()),
                                 detail_name(designs.detail()), grouped(answer.front.size()));
  for (std::size_t i = 0; i < designs.objectives().size(); ++i)
    text += fmt::format("{}{}", i == 0 ? "" : ", ", objective_name(designs, i));
  text += '\n';
  if (designs.failed() > 0)
    text += fmt::format("note: {} points failed: {} designs are not judged\n", grouped(designs.failed()),
                        grouped(designs.incomplete()));
  if (designs.failed() == 0 && designs.incomplete() > 0)
    text += fmt::format("note: {} designs are not done on all workloads\n", grouped(designs.incomplete()));
  if (designs.without_figure() > 0)
    text += fmt::format("note: {} designs lack a figure that is asked for\n", grouped(designs.without_figure()));
  if (designs.other_detail() > 0)
    text += fmt::format("note: {} points at a lower level of detail are left out\n", grouped(designs.other_detail()));
  return text;
}

std::string front_table(const DesignTable& designs, const ParetoAnswer& answer, const reports::Style& style,
                        std::size_t max_rows) {
  std::vector<reports::Column> columns{{"design"}};
  for (const std::size_t axis : answer.varied) columns.push_back({designs.axes()[axis], Align::right});
  for (std::size_t i = 0; i < designs.objectives().size(); ++i) columns.push_back({objective_name(designs, i)});
  columns.push_back({"bound by", Align::left});
  columns.push_back({"dominates"});
  columns.push_back({"", Align::left});
  reports::Table table{columns};
  const std::size_t rows = max_rows == 0 ? answer.front.size() : std::min(max_rows, answer.front.size());
  for (std::size_t row = 0; row < rows; ++row) {
    const FrontDesign& design = answer.front[row];
    std::vector<reports::Cell> cells{grouped(designs.number(design.design))};
    for (const std::size_t axis : answer.varied) cells.emplace_back(designs.label(design.design, axis));
    for (std::size_t i = 0; i < designs.objectives().size(); ++i)
      cells.emplace_back(metric_text(*designs.objectives()[i].metric, designs.figure(design.design, i)));
    cells.emplace_back(std::string{designs.bottleneck(design.design)});
    cells.emplace_back(grouped(static_cast<std::uint64_t>(design.dominates)));
    cells.emplace_back(design.knee ? "knee" : "", Paint::bold);
    table.row(std::move(cells));
  }
  if (rows < answer.front.size())
    table.note(fmt::format("{} more rows (--max-rows 0 shows all)", grouped(answer.front.size() - rows)));
  return table.print(style);
}

std::string sensitivity_table(const DesignTable& designs, const ParetoAnswer& answer, const reports::Style& style) {
  std::vector<reports::Column> columns{{"which knob matters", Align::left, true}};
  for (std::size_t i = 0; i < designs.objectives().size(); ++i) columns.push_back({objective_name(designs, i)});
  reports::Table table{columns};
  const auto add_row = [&](const std::string& name, const auto& share) {
    std::vector<reports::Cell> cells{name};
    for (const ObjectiveEffects& sensitivity : answer.sensitivities) cells.emplace_back(share_text(share(sensitivity)));
    table.row(std::move(cells));
  };
  const auto axis_name = [&](std::size_t i) { return designs.axes()[answer.varied[i]]; };
  for (std::size_t axis = 0; axis < answer.varied.size(); ++axis)
    add_row(axis_name(axis), [&](const ObjectiveEffects& s) { return s.effects.main[axis]; });
  const auto& pairs = answer.sensitivities.front().effects.pairs;
  if (!pairs.empty()) table.rule();
  for (std::size_t pair = 0; pair < pairs.size(); ++pair)
    add_row(fmt::format("{} with {}", axis_name(pairs[pair].a), axis_name(pairs[pair].b)),
            [&](const ObjectiveEffects& s) { return s.effects.pairs[pair].share; });
  std::string text = table.print(style);
  text += "shares of variance over all designs, of figures' logarithms where they are above 0\n";
  if (!answer.sensitivities.front().effects.balanced)
    text += "not all combinations are there: shares are of a fitted model, and need not add up\n";
  return text;
}

Json json_of(std::optional<double> value) {
  return value ? Json(*value) : Json(nullptr);
}

Json sensitivity_json(const DesignTable& designs, const ParetoAnswer& answer, std::size_t objective) {
  const ObjectiveEffects& sensitivity = answer.sensitivities[objective];
  Json json{{"objective", objective_name(designs, objective)},
            {"logarithm", sensitivity.logarithm},
            {"balanced", sensitivity.effects.balanced}};
  auto& main = json["axes"] = Json::array();
  for (std::size_t i = 0; i < answer.varied.size(); ++i) {
    const std::size_t axis = answer.varied[i];
    Json entry{{"axis", designs.axes()[axis]}, {"share", json_of(sensitivity.effects.main[i])}};
    auto& levels = entry["values"] = Json::array();
    for (std::size_t level = 0; level < designs.labels(axis).size(); ++level) {
      const models::LevelMean& mean = sensitivity.effects.levels[i][level];
      // Of logarithms the mean is that of a geometric mean.
      levels.push_back({{"value", designs.labels(axis)[level]},
                        {"designs", mean.trials},
                        {"mean", sensitivity.logarithm ? std::exp(mean.mean) : mean.mean}});
    }
    main.push_back(std::move(entry));
  }
  auto& pairs = json["pairs"] = Json::array();
  for (const models::PairEffect& pair : sensitivity.effects.pairs)
    pairs.push_back({{"axes", {designs.axes()[answer.varied[pair.a]], designs.axes()[answer.varied[pair.b]]}},
                     {"share", json_of(pair.share)}});
  return json;
}

}  // namespace

std::string pareto_text(const std::string& sweep, const DesignTable& designs, const ParetoAnswer& answer,
                        const reports::Style& style, std::size_t max_rows) {
  std::string text = heading(sweep, designs, answer) + '\n' + front_table(designs, answer, style, max_rows);
  if (!answer.has_knee) text += "no knee: no design is nearer to all bests than an end of the front\n";
  if (answer.hypervolume)
    text += fmt::format("hypervolume {}: share of the box between bests and worsts that the front dominates\n",
                        reports::percent(*answer.hypervolume));
  if (!answer.sensitivities.empty()) text += '\n' + sensitivity_table(designs, answer, style);
  return reports::readable(text, style);
}

std::string pareto_json(const std::string& sweep, const DesignTable& designs, const ParetoAnswer& answer) {
  Json json{{"sweep", sweep},
            {"detail", detail_name(designs.detail())},
            {"points", designs.rows()},
            {"failed", designs.failed()},
            {"designs", designs.size()},
            {"incomplete", designs.incomplete()},
            {"without_figure", designs.without_figure()},
            {"hypervolume", json_of(answer.hypervolume)}};
  auto& front = json["front"] = Json::array();
  for (const FrontDesign& design : answer.front) {
    Json entry{{"design", designs.number(design.design)}};
    for (std::size_t axis = 0; axis < designs.axes().size(); ++axis)
      entry["axes"][designs.axes()[axis]] = designs.label(design.design, axis);
    for (std::size_t i = 0; i < designs.objectives().size(); ++i)
      entry["figures"][objective_name(designs, i)] = designs.figure(design.design, i);
    entry["bottleneck"] = std::string{designs.bottleneck(design.design)};
    entry["dominates"] = design.dominates;
    entry["knee"] = design.knee;
    front.push_back(std::move(entry));
  }
  auto& sensitivities = json["sensitivity"] = Json::array();
  for (std::size_t i = 0; i < answer.sensitivities.size(); ++i)
    sensitivities.push_back(sensitivity_json(designs, answer, i));
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace systole::sim
