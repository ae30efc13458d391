#include "sim/answers/dataflows_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "reports/number_format.hpp"
#include "reports/table.hpp"

namespace systole::sim {

namespace {

using reports::Align;
using reports::Paint;
using Json = nlohmann::ordered_json;

constexpr PerDataflow<const char*> kNames{"ws", "os", "is"};

const char* unit_of(models::Objective objective) {
  if (objective == models::Objective::cycles) return "cycles";
  return objective == models::Objective::traffic ? "DRAM bytes" : "pJ";
}

std::string shown(double figure) {
  return reports::grouped(static_cast<std::int64_t>(std::llround(figure)));
}

double gain(const LayerDataflows& layer, const DataflowStudy& study) {
  return figure_of(layer.rows[study.best_single], study.objective) - figure_of(layer.rows[layer.best], study.objective);
}

std::string ratio_text(double before, double now) {
  return now > 0 ? fmt::format("{:.2f}×", before / now) : std::string{"-"};
}

reports::Table layers_table(const DataflowStudy& study, std::size_t max_rows) {
  reports::Table table{{{"layer", Align::left, true},
                        {"ws"},
                        {"os"},
                        {"is"},
                        {"best", Align::left},
                        {"tile M×K×N"},
                        {"order", Align::left},
                        {"gain"}}};
  std::vector<const LayerDataflows*> rows;
  for (const LayerDataflows& layer : study.layers) rows.push_back(&layer);
  if (max_rows > 0 && rows.size() > max_rows) {
    std::stable_sort(rows.begin(), rows.end(),
                     [&](const auto* a, const auto* b) { return gain(*a, study) > gain(*b, study); });
    rows.resize(max_rows);
  }
  for (const LayerDataflows* layer : rows) {
    std::vector<reports::Cell> cells{layer->layer};
    for (std::size_t i = 0; i < kDataflows.size(); ++i) {
      const bool known = study.errors[i].empty();
      cells.emplace_back(known ? shown(figure_of(layer->rows[i], study.objective)) : std::string{"-"},
                         i == layer->best ? Paint::bold : Paint::plain);
    }
    const models::LayerResult& best = layer->rows[layer->best];
    cells.emplace_back(kNames[layer->best]);
    cells.emplace_back(fmt::format("{}×{}×{}", best.tile_m, best.tile_k, best.tile_n));
    cells.emplace_back(best.order);
    cells.emplace_back(
        ratio_text(figure_of(layer->rows[study.best_single], study.objective), figure_of(best, study.objective)));
    table.row(std::move(cells));
  }
  if (rows.size() < study.layers.size())
    table.note(fmt::format("{} more rows, which gain less (--max-rows 0 shows all)",
                           reports::grouped(static_cast<std::int64_t>(study.layers.size() - rows.size()))));
  table.rule();
  std::vector<reports::Cell> totals{{"network", Paint::bold}};
  for (std::size_t i = 0; i < kDataflows.size(); ++i)
    totals.emplace_back(study.errors[i].empty() ? shown(study.totals[i]) : std::string{"-"}, Paint::bold);
  totals.emplace_back("");
  totals.emplace_back("");
  totals.emplace_back("");
  totals.emplace_back(ratio_text(study.totals[study.best_single], study.mixed), Paint::bold);
  table.row(std::move(totals));
  return table;
}

}  // namespace

std::string dataflows_text(const std::string& title, const DataflowStudy& study, const reports::Style& style,
                           std::size_t max_rows) {
  std::string text =
      fmt::format("{}  ·  {} of each dataflow, mapped anew  ·  analytic\n\n", title, unit_of(study.objective)) +
      layers_table(study, max_rows).print(style);
  text += fmt::format("\nbest single dataflow: {}, {} {}\neach layer with its own: {} {}, {}\n",
                      kNames[study.best_single], shown(study.totals[study.best_single]), unit_of(study.objective),
                      shown(study.mixed), unit_of(study.objective),
                      study.mixed < study.totals[study.best_single]
                          ? ratio_text(study.totals[study.best_single], study.mixed) + " better"
                          : std::string{"no better"});
  for (std::size_t i = 0; i < kDataflows.size(); ++i)
    if (!study.errors[i].empty()) text += fmt::format("{} runs nothing: {}\n", kNames[i], study.errors[i]);
  return reports::readable(text, style);
}

std::string dataflows_json(const std::string& title, const DataflowStudy& study) {
  Json json{{"title", title},
            {"unit", unit_of(study.objective)},
            {"best_single", kNames[study.best_single]},
            {"mixed", study.mixed},
            {"mixed_cycles", study.mixed_cycles}};
  for (std::size_t i = 0; i < kDataflows.size(); ++i) {
    if (study.errors[i].empty()) {
      json["single"][kNames[i]] = {{"total", study.totals[i]}, {"cycles", study.cycles[i]}};
    } else {
      json["single"][kNames[i]] = {{"error", study.errors[i]}};
    }
  }
  auto& layers = json["layers"] = Json::array();
  for (const LayerDataflows& layer : study.layers) {
    Json entry{{"layer", layer.layer}, {"best", kNames[layer.best]}};
    for (std::size_t i = 0; i < kDataflows.size(); ++i) {
      if (!study.errors[i].empty()) continue;
      const models::LayerResult& row = layer.rows[i];
      entry["dataflows"][kNames[i]] = {{"figure", figure_of(row, study.objective)},
                                       {"cycles", row.cycles.total().count()},
                                       {"dram_bytes", (row.dram.read() + row.dram.write()).count()},
                                       {"tile", {row.tile_m, row.tile_k, row.tile_n}},
                                       {"order", row.order},
                                       {"bottleneck", row.bottleneck()}};
    }
    layers.push_back(std::move(entry));
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace systole::sim
