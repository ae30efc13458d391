#include "sim/report/findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "models/errors.hpp"
#include "sim/cim/study_report.hpp"
#include "workloads/document/document.hpp"

namespace systole::sim {

namespace {

/// `read` makes a part of the document from the JSON of `verb`.
template <class Read>
ReportJson findings(const std::string& path, const char* verb, const Read& read) {
  const std::filesystem::path given{path};
  const std::filesystem::path file = std::filesystem::is_directory(given) ? given / "summary.json" : given;
  const ReportJson found = ReportJson::parse(workloads::read_text_file(file.string()), nullptr, false);
  try {
    return read(found);
  } catch (const ReportJson::exception& error) {
    throw models::UserError(fmt::format("'{}' is not what {} writes with --out or prints with --json: {}",
                                        file.string(), verb, error.what()));
  }
}

/// A column of the table of layers, and its figure of a layer.
struct AccuracyColumn {
  const char* name;
  const char* label;
  const char* unit;
  const char* definition;
  ReportJson (*value)(const ReportJson& layer);
};

ReportJson part_of(const ReportJson& layer, const char* part, const char* key) {
  return layer.contains(part) ? layer.at(part).at(key) : ReportJson();
}

/// The largest error in steps of the output's codes.
ReportJson worst_steps(const ReportJson& layer) {
  const double scale = layer.at("scale").get<double>();
  if (!layer.at("quantized").get<bool>() || scale <= 0) return nullptr;
  return layer.at("error").at("max_abs").get<double>() / scale;
}

constexpr AccuracyColumn kAccuracyColumns[] = {
    {"layer", "layer", "text", "with what it carries", [](const ReportJson& l) { return l.at("layer"); }},
    {"kind", "kind", "text", "what the layer does", [](const ReportJson& l) { return l.at("kind"); }},
    {"sqnr_db", "SQNR", "dB", "signal over quantisation noise, with the errors of all layers before",
     [](const ReportJson& l) { return part_of(l, "error", "sqnr_db"); }},
    {"alone_db", "SQNR alone", "dB", "of this layer alone: its inputs are exact, but for their own codes",
     [](const ReportJson& l) { return part_of(l, "alone", "sqnr_db"); }},
    {"worst_steps", "worst", "steps", "the largest error, in steps of the output's codes", worst_steps},
    {"within_one_step", "within 1 step", "share", "values that are off by one code at most",
     [](const ReportJson& l) { return part_of(l, "error", "within_one_step"); }},
    {"clipped", "clipped", "share", "values outside of the codes' range",
     [](const ReportJson& l) { return l.at("clipped"); }},
    {"overflows", "overflows", "count", "steps of accumulators whose exact sum did not fit",
     [](const ReportJson& l) { return l.at("overflowed_steps"); }},
};

ReportJson read_accuracy(const ReportJson& found) {
  ReportJson json = ReportJson::object();
  for (const char* key :
       {"network", "accelerator", "data", "calibration", "samples", "agreement", "output", "parameter_bytes"})
    json[key] = found.at(key);
  for (const char* key : {"top1", "top1_real"})
    if (found.contains(key)) json[key] = found[key];
  ReportJson& columns = json["columns"] = ReportJson::array();
  for (const AccuracyColumn& column : kAccuracyColumns)
    columns.push_back(
        {{"name", column.name}, {"label", column.label}, {"unit", column.unit}, {"definition", column.definition}});
  ReportJson& rows = json["rows"] = ReportJson::array();
  for (const ReportJson& layer : found.at("layers")) {
    ReportJson row = ReportJson::array();
    for (const AccuracyColumn& column : kAccuracyColumns) row.push_back(column.value(layer));
    rows.push_back(std::move(row));
  }
  return json;
}

ReportJson read_study(const ReportJson& found) {
  ReportJson json = ReportJson::object();
  for (const char* key : {"workload", "accelerator", "data", "weights", "notes"}) json[key] = found.at(key);
  if (found.contains("scales")) json["scales"] = found["scales"];
  ReportJson& columns = json["columns"] = ReportJson::array();
  ReportJson& rows = json["rows"] = ReportJson::array();
  const std::vector<CimStudyColumn> all = cim_study_columns();
  for (const CimStudyColumn& column : all)
    columns.push_back(
        {{"name", column.name}, {"label", column.label}, {"unit", column.unit}, {"figure", column.is_figure}});
  for (const ReportJson& point : found.at("points")) {
    ReportJson row = ReportJson::array();
    for (const CimStudyColumn& column : all) row.push_back(point.at(column.name));
    rows.push_back(std::move(row));
  }
  return json;
}

}  // namespace

ReportJson accuracy_findings(const std::string& path) {
  return findings(path, "systole accuracy", read_accuracy);
}

ReportJson cim_findings(const std::string& path) {
  return findings(path, "systole accuracy cim", read_study);
}

}  // namespace systole::sim
