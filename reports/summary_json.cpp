#include "reports/summary_json.hpp"

#include <nlohmann/json.hpp>

#include "models/dataflow/roofline.hpp"
#include "reports/causes.hpp"
#include "reports/layer_columns.hpp"
#include "reports/macro_totals.hpp"
#include "reports/rates.hpp"

namespace systole::reports {

namespace {

using Json = nlohmann::ordered_json;

constexpr double kTera = 1e12;

Json stack_json(const models::CycleStack& stack) {
  Json json = Json::object();
  for (const auto& cause : kCauses) json[std::string{cause.name}] = (stack.*cause.cycles).count();
  return json;
}

Json totals_json(const models::RunResult& run) {
  const auto cycles = run.cycles();
  const auto sram = run.sram();
  const auto dram = run.dram();
  Json json = Json::object();
  json["cycles"] = cycles.total().count();
  json["compute_cycles"] = cycles.compute().count();
  json["stall_cycles"] = cycles.stall().count();
  json["seconds_per_forward"] = run.seconds();
  json["seconds_per_result"] = run.seconds() * static_cast<double>(run.forwards);
  json["macs"] = run.macs();
  json["parameters"] = run.parameters();
  json["utilization"] = run.utilization();
  json["sram_read_bytes"] = sram.read().count();
  json["sram_write_bytes"] = sram.write().count();
  json["dram_read_bytes"] = dram.read().count();
  json["dram_write_bytes"] = dram.write().count();
  json["effective_tops"] = operations_per_second(run) / kTera;
  json["dram_bytes_per_second"] = dram_bytes_per_second(run);
  return json;
}

Json energy_json(const models::RunResult& run) {
  const auto energy = run.energy();
  if (!energy) return nullptr;
  Json json = Json::object();
  json["table"] = run.energy_table;
  json["pj_per_forward"] = energy->total();
  json["pj_per_result"] = energy->total() * static_cast<double>(run.forwards);
  json["average_watts"] = watts(run);
  json["tops_per_watt"] = operations_per_joule(run) / kTera;
  json["energy_delay_js"] = joules(run) * run.seconds();
  auto& components = json["components_pj"] = Json::object();
  for (const auto& name : models::kComponentNames) components[std::string{name.name}] = (*energy)[name.component];
  return json;
}

Json area_json(const models::RunResult& run) {
  if (!run.area) return nullptr;
  Json json = Json::object();
  json["um2"] = run.area->um2();
  auto& parts = json["parts"] = Json::array();
  for (const auto& part : run.area->parts) parts.push_back({{"name", part.name}, {"um2", part.um2}, {"of", part.of}});
  json["not_counted"] = run.area->not_counted;
  return json;
}

Json json_of(std::optional<double> figure) {
  return figure ? Json(*figure) : Json(nullptr);
}

/// Intensities count the MACs of all engines; peak and ridge are the array's.
Json roofline_json(const models::RunResult& run) {
  const models::Roofline roofline = models::roofline_of(run);
  Json json = Json::object();
  json["peak_macs_per_cycle"] = roofline.peak;
  json["dram_bytes_per_cycle"] = roofline.bytes_per_cycle;
  json["ridge"] = roofline.ridge();
  json["intensity"] = json_of(dram_intensity(run));
  json["best_intensity"] = json_of(models::intensity(run.macs(), run.least_dram()));
  return json;
}

Json bottlenecks_json(const models::RunResult& run) {
  Json json = {{"compute", 0}, {"dram", 0}, {"sram", 0}, {"vector", 0}};
  for (const auto& layer : run.layers) {
    if (!runs(layer)) continue;
    auto& count = json[layer.bottleneck()];
    count = count.get<std::int64_t>() + 1;
  }
  return json;
}

/// Of a chip with CIM macros.
Json macros_json(const models::RunResult& run) {
  const MacroTotals totals = macro_totals(run);
  Json json = Json::object();
  json["macros"] = run.cim_macros;
  json["arrays"] = run.cim_arrays();
  json["cells_used"] = totals.cells_used;
  json["adc_conversions_per_forward"] = totals.conversions;
  json["adc_conversions_per_result"] = totals.conversions * run.forwards;
  json["adc_time_share"] = totals.adc_time_share;
  json["cells_programmed_per_forward"] = totals.cells_programmed;
  return json;
}

Json summary(const models::RunResult& run) {
  Json json = Json::object();
  json["version"] = run.version;
  json["accelerator"] = run.accelerator;
  json["workload"] = run.workload;
  json["detail"] = run.detail;
  json["seed"] = run.seed;
  json["config_hash"] = run.config_hash;
  json["clock_hz"] = run.clock.count();
  json["array_rows"] = run.array_rows;
  json["array_cols"] = run.array_cols;
  json["forwards"] = run.forwards;
  json["totals"] = totals_json(run);
  json["cycle_stack"] = stack_json(run.cycles());
  json["bottlenecks"] = bottlenecks_json(run);
  json["bottleneck"] = run.cycles().bottleneck();
  json["memory_bound"] = run.cycles().memory_bound();
  json["roofline"] = roofline_json(run);
  json["energy"] = energy_json(run);
  json["area"] = area_json(run);
  if (run.cim_macros > 0) json["cim"] = macros_json(run);
  json["notes"] = run.notes;
  json["wall_seconds"] = run.wall_seconds;
  json["config_yaml"] = run.config_yaml;
  return json;
}

struct ToJson {
  Json operator()(std::monostate) const { return nullptr; }
  template <class Figure>
  Json operator()(const Figure& figure) const {
    return figure;
  }
};

Json layer_json(const models::LayerResult& layer) {
  Json json = Json::object();
  for (const auto& column : layer_columns()) {
    json[std::string{column.name}] = std::visit(ToJson{}, column.value(layer));
  }
  json["cycle_stack"] = stack_json(layer.cycles);
  return json;
}

std::string text_of(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string summary_json(const models::RunResult& run) {
  return text_of(summary(run));
}

std::string to_json(const models::RunResult& run) {
  auto json = summary(run);
  auto layers = Json::array();
  for (const auto& layer : run.layers) layers.push_back(layer_json(layer));
  json["layers"] = std::move(layers);
  return text_of(json);
}

}  // namespace systole::reports
