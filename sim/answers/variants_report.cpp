#include "sim/answers/variants_report.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "reports/table.hpp"
#include "sim/sweep/metric_text.hpp"

namespace systole::sim {

namespace {

using reports::Align;
using reports::Paint;
using Json = nlohmann::ordered_json;

std::optional<double> figure(const Metric& metric, const VariantResult& result) {
  return result.evaluation ? metric.get(*result.evaluation) : std::nullopt;
}

std::optional<double> ratio(const Metric& metric, const VariantResult& result, const VariantResult& baseline) {
  const auto now = figure(metric, result);
  const auto before = figure(metric, baseline);
  if (!now || !before || *before == 0) return std::nullopt;
  return *now / *before;
}

Json json_of(std::optional<double> value) {
  return value ? Json(*value) : Json(nullptr);
}

}  // namespace

std::string variants_text(const RunRequest& request, const std::vector<VariantResult>& results,
                          const std::vector<const Metric*>& metrics, const reports::Style& style) {
  const VariantResult& baseline = results.front();
  std::string text =
      fmt::format("{} on {}  ·  {}\n\n", request.workload, request.accelerator, detail_name(request.detail));
  std::vector<reports::Column> columns{{"variant", Align::left}};
  for (const Metric* metric : metrics) {
    columns.push_back({metric->name});
    columns.push_back({"ratio"});
  }
  columns.push_back({"bound by", Align::left});
  reports::Table table{columns};
  std::string failures;
  for (const VariantResult& result : results) {
    std::vector<reports::Cell> cells{result.label};
    for (const Metric* metric : metrics) {
      const auto value = figure(*metric, result);
      const auto share = ratio(*metric, result, baseline);
      cells.emplace_back(value ? metric_text(*metric, *value) : "-");
      cells.emplace_back(share && &result != &baseline ? fmt::format("{:.2f}×", *share) : "", Paint::bold);
    }
    cells.emplace_back(result.evaluation ? result.evaluation->cycles.bottleneck() : "does not run");
    table.row(std::move(cells));
    if (!result.evaluation) failures += fmt::format("{}: {}\n", result.label, result.error);
  }
  text += table.print(style);
  if (!failures.empty()) text += '\n' + failures;
  return reports::readable(text, style);
}

std::string variants_json(const RunRequest& request, const std::vector<VariantResult>& results) {
  Json json{{"accelerator", request.accelerator},
            {"workload", request.workload},
            {"detail", detail_name(request.detail)},
            {"set", request.overrides}};
  auto& rows = json["variants"] = Json::array();
  for (const VariantResult& result : results) {
    Json row{{"variant", result.label}, {"set", result.overrides}};
    if (result.evaluation) {
      for (const Metric& metric : metrics()) {
        row["figures"][metric.name] = json_of(figure(metric, result));
        row["ratios"][metric.name] = json_of(ratio(metric, result, results.front()));
      }
      row["bottleneck"] = result.evaluation->cycles.bottleneck();
      row["memory_bound"] = result.evaluation->cycles.memory_bound();
    } else {
      row["error"] = result.error;
    }
    rows.push_back(std::move(row));
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace systole::sim
