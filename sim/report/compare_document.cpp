#include "sim/report/compare_document.hpp"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "models/errors.hpp"
#include "sim/compare/comparison.hpp"
#include "sim/report/run_document.hpp"
#include "sim/report/run_layers.hpp"
#include "sim/run/recorded_run.hpp"
#include "workloads/document/document.hpp"

namespace systole::sim {

namespace {

ReportJson run_json(const RecordedResult& run) {
  const std::filesystem::path directory{run.directory};
  return {{"source", run.directory},
          {"title", run.workload + " on " + run.accelerator},
          {"accelerator", run.accelerator},
          {"workload", run.workload},
          {"detail", run.detail},
          {"version", run.version},
          {"config", workloads::read_text_file((directory / kConfigFile).string())},
          {"command", command_of(directory, read_summary(directory))}};
}

/// "a", "b" and, where both are there, "ratio".
void add_figures(ReportJson& json, const Compared& row, bool with_ratio) {
  if (row.a) json["a"] = *row.a;
  if (row.b) json["b"] = *row.b;
  const std::optional<double> ratio = row.ratio();
  if (with_ratio && ratio) json["ratio"] = *ratio;
}

ReportJson totals_json(const std::vector<Compared>& totals) {
  ReportJson list = ReportJson::array();
  for (const Compared& total : totals) {
    if (!total.a && !total.b) continue;
    ReportJson entry = figure_json(std::string{total.figure});
    add_figures(entry, total, true);
    list.push_back(std::move(entry));
  }
  return list;
}

/// Without what is 0 or missing on both sides.
ReportJson parts_json(const std::vector<Compared>& parts) {
  ReportJson list = ReportJson::array();
  for (const Compared& part : parts) {
    if (part.a.value_or(0) == 0 && part.b.value_or(0) == 0) continue;
    ReportJson entry{{"name", part.name}};
    add_figures(entry, part, false);
    list.push_back(std::move(entry));
  }
  return list;
}

ReportJson layer_json(const std::optional<RecordedLayer>& layer, const RunLayers& layers) {
  if (!layer) return nullptr;
  ReportJson json{{"engine", layer->engine}, {"cycles", layer->cycles}, {"dram_bytes", layer->dram_bytes}};
  if (layer->energy_pj) json["energy_pj"] = *layer->energy_pj;
  if (const auto place = layers.find(layer->name)) {
    json["kind"] = layers.text(*place, "kind");
    json["stack"] = layers.cycles_by_cause(*place);
  }
  return json;
}

ReportJson layers_json(const Comparison& comparison, const RunLayers& a, const RunLayers& b) {
  ReportJson list = ReportJson::array();
  for (const LayerPair& pair : comparison.layers) {
    ReportJson entry{{"name", pair.name}};
    if (pair.a) entry["a"] = layer_json(pair.a, a);
    if (pair.b) entry["b"] = layer_json(pair.b, b);
    list.push_back(std::move(entry));
  }
  return list;
}

}  // namespace

ReportJson compare_document(const std::filesystem::path& a, const std::filesystem::path& b) {
  const Comparison comparison = compare(read_result(a), read_result(b));
  const bool macros = comparison.a.chip.cim || comparison.b.chip.cim;
  ReportJson document = report_head("compare", comparison.b.version, fmt::format("{} and {}", a.string(), b.string()),
                                    macros ? reports::Told::both : reports::Told::array);
  document["notes"] = comparison.notes;
  document["a"] = run_json(comparison.a);
  document["b"] = run_json(comparison.b);
  ReportJson& keys = document["keys"] = ReportJson::array();
  for (const KeyChange& key : comparison.keys)
    keys.push_back({{"path", key.path}, {"a", key.a}, {"b", key.b}, {"default", key.is_default}});
  document["totals"] = totals_json(comparison.totals);
  ReportJson& causes = document["causes"] = ReportJson::array();
  for (const reports::Cause& cause : reports::kCauses) causes.push_back(cause.name);
  document["cycle_stack"] = parts_json(comparison.cycle_stack);
  document["components"] = parts_json(comparison.components);
  document["layers"] = layers_json(comparison, RunLayers{a}, RunLayers{b});
  return document;
}

}  // namespace systole::sim
