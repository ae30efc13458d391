#include "sim/accuracy/accuracy_report.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "reports/layers_csv.hpp"
#include "reports/number_format.hpp"
#include "sim/inference/scales_file.hpp"

namespace systole::sim {

using nlohmann::ordered_json;

namespace {

constexpr const char* kCsvFile = "accuracy.csv";
constexpr const char* kScalesFile = "scales.yaml";

/// The largest error in steps of the output's codes.
std::string steps(const StageAccuracy& stage) {
  if (!stage.quantized) return "-";
  return fmt::format("{:.3g}", stage.error.max_abs / stage.scale);
}

reports::Table table_of(const NetworkAccuracy& accuracy) {
  using reports::Align;
  reports::Table table{{{"layer", Align::left, true},
                        {"kind", Align::left},
                        {"SQNR dB"},
                        {"alone dB"},
                        {"worst, steps"},
                        {"within 1 step"},
                        {"clipped"},
                        {"overflows"}}};
  for (const StageAccuracy& stage : accuracy.stages) {
    if (!stage.quantized) {
      table.row({stage.stage, stage.kind, decibels(stage.error.sqnr_db), "-", "-", "-", "-", "-"});
      continue;
    }
    table.row({stage.stage, stage.kind, decibels(stage.error.sqnr_db),
               stage.alone.count > 0 ? decibels(stage.alone.sqnr_db) : "-", steps(stage),
               reports::percent(stage.error.within_one_step), reports::percent(stage.clipped),
               reports::grouped(stage.overflowed_steps)});
  }
  return table;
}

std::string top1_text(const NetworkAccuracy& accuracy) {
  std::string text;
  if (accuracy.top1_real && accuracy.top1)
    text += fmt::format("  top-1       {:>8}   {} in real numbers, {:+.2f} points\n", reports::percent(*accuracy.top1),
                        reports::percent(*accuracy.top1_real), 100 * (*accuracy.top1 - *accuracy.top1_real));
  return text + fmt::format("  same answer {:>8}   of {} samples\n", reports::percent(accuracy.agreement),
                            reports::grouped(accuracy.samples));
}

/// JSON has no infinity: an output without an error has null decibels.
ordered_json number(double value) {
  return std::isfinite(value) ? ordered_json(value) : ordered_json();
}

ordered_json error_json(const models::QuantError& error) {
  return {{"sqnr_db", number(error.sqnr_db)}, {"mse", error.mse},       {"max_abs", error.max_abs},
          {"mean_abs", error.mean_abs},       {"cosine", error.cosine}, {"within_one_step", error.within_one_step}};
}

ordered_json stage_json(const StageAccuracy& stage) {
  ordered_json json{{"layer", stage.stage}, {"kind", stage.kind}, {"quantized", stage.quantized}};
  json["scale"] = stage.scale;
  json["error"] = error_json(stage.error);
  if (stage.alone.count > 0) json["alone"] = error_json(stage.alone);
  json["clipped"] = stage.clipped;
  json["overflowed_steps"] = stage.overflowed_steps;
  json["zero_divisors"] = stage.zero_divisors;
  return json;
}

}  // namespace

std::string decibels(double sqnr_db) {
  if (std::isnan(sqnr_db)) return "-";
  if (std::isinf(sqnr_db)) return sqnr_db > 0 ? "exact" : "-inf";
  return fmt::format("{:.1f}", sqnr_db);
}

std::string to_text(const AccuracyReport& report, const reports::Style& style) {
  const models::ArrayConfig& array = report.chip.chip.array;
  const NetworkAccuracy& accuracy = report.accuracy;
  std::string text = fmt::format("{} on {}  ·  {} x {}  ·  {}-bit accumulator, {}  ·  {}\n\n", report.network,
                                 report.chip.chip.name, word(array.activation), word(array.weight),
                                 array.accumulator.bits, word(array.accumulator.overflow), report.data);
  text += table_of(accuracy).print(style);
  text += '\n' + top1_text(accuracy);
  text += fmt::format("  output SQNR {:>8}   dB, cosine {:.6f}\n", decibels(accuracy.output.sqnr_db),
                      accuracy.output.cosine);
  text += fmt::format("  parameters  {:>8}   {} as 32-bit floats: {}\n",
                      reports::human_bytes(models::Bytes{report.size.quantized}),
                      reports::human_bytes(models::Bytes{report.size.real}),
                      reports::percent(static_cast<double>(report.size.quantized) /
                                       static_cast<double>(std::max<std::int64_t>(1, report.size.real))));
  text += fmt::format("  calibrated with {}\n", report.scales.data);
  return text;
}

std::string to_json(const AccuracyReport& report) {
  const NetworkAccuracy& accuracy = report.accuracy;
  ordered_json json{
      {"version", SYSTOLE_VERSION},      {"network", report.network}, {"accelerator", report.chip.chip.name},
      {"config_hash", report.chip.hash}, {"data", report.data},       {"calibration", report.scales.data},
      {"rules", report.scales.rules},    {"seed", report.seed},       {"samples", accuracy.samples}};
  if (accuracy.top1_real) json["top1_real"] = *accuracy.top1_real;
  if (accuracy.top1) json["top1"] = *accuracy.top1;
  json["agreement"] = accuracy.agreement;
  json["output"] = error_json(accuracy.output);
  json["parameter_bytes"] = {{"real", report.size.real}, {"quantized", report.size.quantized}};
  json["layers"] = ordered_json::array();
  for (const StageAccuracy& stage : accuracy.stages) json["layers"].push_back(stage_json(stage));
  return json.dump(2);
}

std::string to_csv(const NetworkAccuracy& accuracy) {
  std::string text =
      "layer,kind,quantized,scale,sqnr_db,alone_sqnr_db,mse,max_abs,mean_abs,cosine,within_one_step,clipped,"
      "overflowed_steps,zero_divisors\n";
  for (const StageAccuracy& stage : accuracy.stages)
    text += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", reports::csv_field(stage.stage), stage.kind,
                        stage.quantized ? 1 : 0, stage.scale, stage.error.sqnr_db, stage.alone.sqnr_db, stage.error.mse,
                        stage.error.max_abs, stage.error.mean_abs, stage.error.cosine, stage.error.within_one_step,
                        stage.clipped, stage.overflowed_steps, stage.zero_divisors);
  return text;
}

void write_directory(const AccuracyReport& report, const std::string& directory,
                     const std::function<void(const reports::RunDirectory&)>& more) {
  reports::RunDirectory files{directory};
  files.write("summary.json", to_json(report) + '\n');
  files.write(kCsvFile, to_csv(report.accuracy));
  files.write(kScalesFile, scales_yaml(report.scales));
  files.write("config.yaml", report.chip.yaml);
  if (more) more(files);
  files.commit();
}

}  // namespace systole::sim
