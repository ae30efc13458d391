#include "sim/compare/recorded.hpp"

// GCC sees that csv.h's strncpy may cut a file name; csv.h ends it with a zero itself.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wstringop-truncation"
#endif
#include <csv.h>
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

#include <nlohmann/json.hpp>

#include "models/errors.hpp"
#include "sim/config/chip_reader.hpp"
#include "sim/config/energy_reader.hpp"
#include "sim/run/past_run.hpp"
#include "sim/run/recorded_run.hpp"
#include "workloads/document/document.hpp"

namespace systole::sim {

namespace {

using Json = nlohmann::ordered_json;

[[noreturn]] void damaged(const std::filesystem::path& file, const std::string& why) {
  throw models::UserError("'" + file.string() + "' is damaged or of another systole: " + why +
                          "; make the run anew (systole run --out DIR)");
}

/// Figures that are copied as they are, by their place in summary.json.
struct Figure {
  const char* name;
  const char* section;
  const char* key;
};
constexpr Figure kFigures[] = {{"cycles", "totals", "cycles"},
                               {"latency", "totals", "seconds_per_forward"},
                               {"latency of a result", "totals", "seconds_per_result"},
                               {"MACs", "totals", "macs"},
                               {"utilisation", "totals", "utilization"},
                               {"energy", "energy", "pj_per_forward"},
                               {"energy of a result", "energy", "pj_per_result"},
                               {"energy x delay", "energy", "energy_delay_js"},
                               {"average power", "energy", "average_watts"},
                               {"TOPS/W", "energy", "tops_per_watt"},
                               {"area", "area", "um2"}};

void read_summary(const std::filesystem::path& file, RecordedResult& result) {
  const Json summary = Json::parse(workloads::read_text_file(file.string()));
  result.version = summary.at("version");
  result.accelerator = summary.at("accelerator");
  result.workload = summary.at("workload");
  result.detail = summary.at("detail");
  result.forwards = summary.at("forwards");
  const Json& totals = summary.at("totals");
  for (const Figure& figure : kFigures) {
    const Json& section = summary.at(figure.section);
    if (!section.is_null()) result.figures[figure.name] = section.at(figure.key);
  }
  result.figures["DRAM traffic"] =
      totals.at("dram_read_bytes").get<double>() + totals.at("dram_write_bytes").get<double>();
  for (const auto& [cause, cycles] : summary.at("cycle_stack").items()) result.cycle_stack.emplace_back(cause, cycles);
  if (summary.at("energy").is_null()) return;
  for (const auto& [name, pj] : summary.at("energy").at("components_pj").items())
    result.components.emplace_back(name, pj);
}

void read_layers(const std::filesystem::path& file, RecordedResult& result) {
  io::CSVReader<6, io::trim_chars<>, io::double_quote_escape<',', '"'>> rows{file.string()};
  rows.read_header(io::ignore_extra_column, "layer", "engine", "total_cycles", "dram_read_bytes", "dram_write_bytes",
                   "energy_pj");
  RecordedLayer layer;
  std::int64_t read = 0;
  std::int64_t written = 0;
  std::string energy;
  while (rows.read_row(layer.name, layer.engine, layer.cycles, read, written, energy)) {
    layer.dram_bytes = read + written;
    layer.energy_pj.reset();
    if (!energy.empty()) layer.energy_pj = std::stod(energy);
    result.layers.push_back(layer);
  }
}

}  // namespace

RecordedResult read_result(const std::filesystem::path& run) {
  check_run(run);
  RecordedResult result;
  result.directory = run.string();
  try {
    read_summary(run / "summary.json", result);
  } catch (const Json::exception& error) {
    damaged(run / "summary.json", error.what());
  }
  try {
    read_layers(run / "layers.csv", result);
  } catch (const io::error::base& error) {
    damaged(run / "layers.csv", error.what());
  } catch (const std::logic_error& error) {  // std::stod
    damaged(run / "layers.csv", error.what());
  }
  result.chip = read_chip(workloads::read_document((run / kConfigFile).string()));
  const std::filesystem::path table = run / kEnergyFile;
  if (std::filesystem::exists(table)) result.energy_table = workloads::read_text_file(table.string());
  return result;
}

}  // namespace systole::sim
