#include "sim/report/run_document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "models/errors.hpp"
#include "sim/config/chip_reader.hpp"
#include "sim/report/findings.hpp"
#include "sim/report/run_layers.hpp"
#include "sim/report/run_totals.hpp"
#include "sim/report/timeline_json.hpp"
#include "sim/run/past_run.hpp"
#include "sim/run/recorded_run.hpp"
#include "workloads/document/document.hpp"

namespace systole::sim {

namespace {

constexpr const char* kTimelineFile = "timeline.json";
constexpr std::uintmax_t kLongestNetwork = 262'144;

void add_macros(ReportJson& document, const ReportJson& summary, const RunLayers& layers, const std::string& study) {
  ReportJson cim = ReportJson::object();
  if (summary.contains("cim")) cim["summary"] = summary["cim"];
  if (auto rows = layers.macros()) cim["layers"] = std::move(*rows);
  if (!study.empty()) cim["study"] = cim_findings(study);
  if (!cim.empty()) document["cim"] = std::move(cim);
}

void add_texts(ReportJson& document, const std::filesystem::path& run, const std::string& command) {
  document["config"] = workloads::read_text_file((run / kConfigFile).string());
  std::error_code error;
  if (std::filesystem::file_size(run / kNetworkFile, error) <= kLongestNetwork && !error)
    document["network"] = workloads::read_text_file((run / kNetworkFile).string());
  document["command"] = command;
}

template <class Part>
void add(ReportJson& document, const char* key, Part part) {
  if (part) document[key] = std::move(*part);
}

ReportJson document_of(const std::filesystem::path& run, const RunDocumentOptions& options) {
  ReportJson summary = read_summary(run);
  const RunLayers layers{run};
  const models::Chip chip = read_chip(workloads::read_document((run / kConfigFile).string()));
  const std::string workload = summary.at("workload");
  const std::string accelerator = summary.at("accelerator");
  ReportJson document = report_head("run", summary.at("version"), workload + " on " + accelerator,
                                    chip.cim ? reports::Told::both : reports::Told::array);
  document["source"] = options.source.empty() ? run.string() : options.source;
  document["notes"] = summary.at("notes");
  document["accelerator"] = accelerator;
  document["workload"] = workload;
  document["detail"] = summary.at("detail");
  document["totals"] = run_totals(summary);
  summary.erase("config_yaml");
  document["summary"] = summary;
  document["layers"] = layers.table();
  document["stack"] = layers.stack();
  add(document, "roofline", layers.roofline(summary.at("roofline")));
  if (std::filesystem::exists(run / kTimelineFile))
    document["timeline"] = timeline_json(run / kTimelineFile, summary, chip, layers);
  add(document, "traffic", layers.traffic());
  add(document, "energy", layers.energy());
  if (!summary.at("area").is_null()) document["area"] = summary["area"];
  add_macros(document, summary, layers, options.cim);
  if (!options.accuracy.empty()) document["accuracy"] = accuracy_findings(options.accuracy);
  add_texts(document, run, options.command.empty() ? command_of(run, summary) : options.command);
  return document;
}

[[noreturn]] void not_a_run(const std::filesystem::path& run, const ReportJson& summary) {
  if (summary.contains("samples"))
    throw models::UserError(fmt::format("'{}' is of systole accuracy: add it to a run's report with --accuracy '{}'",
                                        run.string(), run.string()));
  if (summary.contains("points"))
    throw models::UserError(fmt::format("'{}' is of systole accuracy cim: add it to a run's report with --cim '{}'",
                                        run.string(), run.string()));
  throw models::UserError(fmt::format("'{}' is no run, or one of another systole: make the run anew", run.string()));
}

}  // namespace

ReportJson read_summary(const std::filesystem::path& run) {
  check_run(run);
  ReportJson summary = ReportJson::parse(workloads::read_text_file((run / "summary.json").string()), nullptr, false);
  if (summary.is_discarded())
    throw models::UserError(fmt::format("'{}' is damaged: make the run anew", (run / "summary.json").string()));
  for (const char* part : {"accelerator", "workload", "detail", "totals", "roofline", "energy", "area"})
    if (!summary.is_object() || !summary.contains(part)) not_a_run(run, summary);
  return summary;
}

std::string shell_word(const std::string& word) {
  const bool plain = !word.empty() && std::all_of(word.begin(), word.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || std::string_view{"_-./=:,+@%"}.find(static_cast<char>(c)) != std::string_view::npos;
  });
  if (plain) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string{"'\\''"} : std::string{c};
  return quoted + "'";
}

std::string command_of(const std::filesystem::path& run, const ReportJson& summary) {
  const std::string detail = summary.at("detail");
  std::string command = fmt::format("systole run -a {} -w {} --detail {}", shell_word((run / kConfigFile).string()),
                                    shell_word((run / kNetworkFile).string()), detail);
  if (detail != "cycle") return command;
  command += fmt::format(" --seed {}", summary.at("seed").get<std::uint64_t>());
  if (std::filesystem::exists(run / kInputsFile)) command += " --inputs " + shell_word((run / kInputsFile).string());
  return command;
}

ReportJson run_document(const std::filesystem::path& run, const RunDocumentOptions& options) {
  try {
    return document_of(run, options);
  } catch (const ReportJson::exception& error) {
    throw models::UserError(
        fmt::format("'{}' is damaged or of another systole: {}; make the run anew (systole run "
                    "--out DIR)",
                    (run / "summary.json").string(), error.what()));
  }
}

}  // namespace systole::sim
