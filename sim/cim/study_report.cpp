#include "sim/cim/study_report.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "reports/layers_csv.hpp"
#include "reports/number_format.hpp"
#include "reports/table.hpp"
#include "sim/accuracy/accuracy_report.hpp"
#include "sim/config/words.hpp"

namespace systole::sim {

using models::CimConfig;
using nlohmann::ordered_json;

namespace {

/// One column of the table and the file. Figures are shown always, parameters where they vary.
struct Field {
  const char* name;
  const char* title;  // nullptr: only in files
  bool is_figure;
  std::function<ordered_json(const CimStudyRow&)> value;
  std::function<std::string(const CimStudyRow&)> text;  // of the table; empty: the value
};

/// JSON has no infinity; a result without an error has null decibels there, and "inf" in the CSV.
ordered_json number(double value) {
  return std::isfinite(value) ? ordered_json(value) : ordered_json();
}

double share(std::int64_t part, std::int64_t of) {
  return of == 0 ? 0 : static_cast<double>(part) / static_cast<double>(of);
}

double clipped_activations(const CimStudyRow& row) {
  return share(row.figures.count.clipped_activations, row.figures.count.activations);
}

std::string rows_text(const CimConfig& config) {
  return config.rows ? std::to_string(*config.rows) : "unlimited";
}

std::vector<Field> parameters() {
  const auto get = [](auto from) { return [from](const CimStudyRow& row) { return ordered_json(from(row.config)); }; };
  return {
      {"sigma_lsb", "sigma", false, get([](const CimConfig& c) { return c.noise.sigma_lsb; }), {}},
      {"msb_samples", "K", false, get([](const CimConfig& c) { return c.msb_samples; }), {}},
      {"adc_bits", "ADC", false, get([](const CimConfig& c) { return c.adc.bits; }), {}},
      {"gain_shift", "gain", false, get([](const CimConfig& c) { return c.lsb_gain_shift; }), {}},
      {"weight_bits", "weights", false, get([](const CimConfig& c) { return c.weights.bits; }), {}},
      {"act_bits", "act", false, get([](const CimConfig& c) { return c.activation.bits; }), {}},
      {"clip", "clip", false, get([](const CimConfig& c) { return c.activation.clip; }), {}},
      {"range", "range", false, get([](const CimConfig& c) { return word(c.adc.range); }), {}},
      {"averaging", "averaging", false, get([](const CimConfig& c) { return word(c.noise.averaging); }), {}},
      {"rows", "rows", false, get(rows_text), {}},
  };
}

std::vector<Field> later_parameters() {
  const auto get = [](auto from) { return [from](const CimStudyRow& row) { return ordered_json(from(row.config)); }; };
  return {
      {"msb_bits", nullptr, false, get([](const CimConfig& c) { return c.activation.msb_bits; }), {}},
      {"act_scale",
       "act scale",
       false,
       get([](const CimConfig& c) { return c.activation.is_static ? "static" : "dynamic"; }),
       {}},
      {"divisor", "divisor", false, get([](const CimConfig& c) { return word(c.adc.divisor); }), {}},
      {"rho", "rho", false, get([](const CimConfig& c) { return c.noise.rho; }), {}},
      {"sigma_ref_bits",
       "sigma of bits",
       false,
       get([](const CimConfig& c) { return c.noise.ref_bits == 0 ? c.adc.bits : c.noise.ref_bits; }),
       {}},
      {"weight_clip", "weight clip", false, get([](const CimConfig& c) { return c.weights.clip_percent; }), {}},
      {"mode", nullptr, false, get([](const CimConfig& c) { return word(c.mode); }), {}},
      {"bypass", nullptr, false, get([](const CimConfig& c) { return c.adc.bypass; }), {}},
  };
}

std::vector<Field> first_figures() {
  return {
      {"snr_db", "SNR dB", true, [](const CimStudyRow& r) { return number(r.figures.error.sqnr_db); },
       [](const CimStudyRow& r) { return decibels(r.figures.error.sqnr_db); }},
      {"cosine", "cosine", true, [](const CimStudyRow& r) { return ordered_json(r.figures.error.cosine); },
       [](const CimStudyRow& r) { return fmt::format("{:.5f}", r.figures.error.cosine); }},
      {"clip_msb", "clip MSB", true,
       [](const CimStudyRow& r) { return ordered_json(r.figures.count.conversions.msb.clip_rate()); },
       [](const CimStudyRow& r) { return reports::percent(r.figures.count.conversions.msb.clip_rate()); }},
      {"clip_lsb", "clip LSB", true,
       [](const CimStudyRow& r) { return ordered_json(r.figures.count.conversions.lsb.clip_rate()); },
       [](const CimStudyRow& r) { return reports::percent(r.figures.count.conversions.lsb.clip_rate()); }},
  };
}

std::vector<Field> later_figures() {
  return {
      {"subject", "of", false, [](const CimStudyRow& r) { return ordered_json(r.subject); }, {}},
      {"tokens", nullptr, false, [](const CimStudyRow& r) { return ordered_json(r.tokens); }, {}},
      {"relative_l2", "rel. L2", true,
       [](const CimStudyRow& r) { return number(std::pow(10, -r.figures.error.sqnr_db / 20)); },
       [](const CimStudyRow& r) { return reports::percent(std::pow(10, -r.figures.error.sqnr_db / 20)); }},
      {"snr_middle_db",
       nullptr,
       true,
       [](const CimStudyRow& r) { return r.figures.middle ? number(r.figures.middle->sqnr_db) : ordered_json(); },
       {}},
      {"usage_msb", "codes MSB", true, [](const CimStudyRow& r) { return ordered_json(r.usage_msb); },
       [](const CimStudyRow& r) { return reports::percent(r.usage_msb); }},
      {"usage_lsb", "codes LSB", true, [](const CimStudyRow& r) { return ordered_json(r.usage_lsb); },
       [](const CimStudyRow& r) { return reports::percent(r.usage_lsb); }},
      {"clip_act", "clip act", true, [](const CimStudyRow& r) { return ordered_json(clipped_activations(r)); },
       [](const CimStudyRow& r) { return reports::percent(clipped_activations(r)); }},
      {"max_abs_error", nullptr, true, [](const CimStudyRow& r) { return ordered_json(r.figures.error.max_abs); }, {}},
  };
}

/// The order of the file.
const std::vector<Field>& fields() {
  static const std::vector<Field> all = [] {
    std::vector<Field> fields = parameters();
    for (const std::vector<Field>& more : {first_figures(), later_figures(), later_parameters()})
      fields.insert(fields.end(), more.begin(), more.end());
    return fields;
  }();
  return all;
}

std::string plain(const ordered_json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

std::string csv_value(const Field& field, const CimStudyRow& row) {
  const ordered_json value = field.value(row);
  if (!value.is_null()) return reports::csv_field(plain(value));
  const bool is_missing = field.name == std::string_view{"snr_middle_db"} && !row.figures.middle;
  return is_missing ? "" : "inf";
}

bool varies(const Field& field, const std::vector<CimStudyRow>& rows) {
  const ordered_json first = field.value(rows.front());
  for (const CimStudyRow& row : rows)
    if (field.value(row) != first) return true;
  return false;
}

/// What is shown: all figures, and the parameters that are not the same everywhere.
std::vector<const Field*> shown_fields(const std::vector<CimStudyRow>& rows) {
  std::vector<const Field*> shown;
  for (const bool figures : {false, true})
    for (const Field& field : fields())
      if (field.title != nullptr && field.is_figure == figures && (figures || varies(field, rows)))
        shown.push_back(&field);
  return shown;
}

/// What is the same in all rows, in words.
std::string common_text(const std::vector<CimStudyRow>& rows) {
  std::string text;
  for (const Field& field : fields())
    if (!field.is_figure && field.title != nullptr && !varies(field, rows))
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", field.title, plain(field.value(rows.front())));
  const CimConfig& config = rows.front().config;
  if (config.mode == models::CimMode::single_pass) return text + "; in a single pass of 8 bits, without ADC";
  return config.adc.bypass ? text + "; the ADC is bypassed, without noise" : text;
}

ordered_json row_json(const CimStudyRow& row) {
  ordered_json json;
  for (const Field& field : fields()) json[field.name] = field.value(row);
  return json;
}

}  // namespace

std::string to_text(const CimStudyReport& report, std::size_t max_rows, const reports::Style& style) {
  std::string text = fmt::format("{} on {}  ·  {}\n", report.workload, report.accelerator, report.data);
  if (report.rows.empty()) return text;
  text += common_text(report.rows) + "\n\n";
  const std::vector<const Field*> shown = shown_fields(report.rows);
  std::vector<reports::Column> columns;
  columns.reserve(shown.size());
  for (const Field* field : shown) columns.push_back({field->title, reports::Align::right, false});
  reports::Table table{columns};
  const std::size_t count = max_rows == 0 ? report.rows.size() : std::min(max_rows, report.rows.size());
  for (std::size_t i = 0; i < count; ++i) {
    std::vector<reports::Cell> cells;
    cells.reserve(shown.size());
    for (const Field* field : shown)
      cells.emplace_back(field->text ? field->text(report.rows[i]) : plain(field->value(report.rows[i])));
    table.row(std::move(cells));
  }
  if (count < report.rows.size())
    table.note(fmt::format("… {} more rows, see cim_accuracy.csv", report.rows.size() - count));
  return text + table.print(style);
}

std::string to_json(const CimStudyReport& report) {
  ordered_json json{{"version", SYSTOLE_VERSION}, {"workload", report.workload}, {"accelerator", report.accelerator},
                    {"data", report.data},        {"weights", report.weights},   {"seed", report.seed},
                    {"config", report.config},    {"notes", report.notes}};
  if (!report.scales.empty()) json["scales"] = report.scales;
  json["points"] = ordered_json::array();
  for (const CimStudyRow& row : report.rows) json["points"].push_back(row_json(row));
  return json.dump(2);
}

std::string to_csv(const std::vector<CimStudyRow>& rows) {
  std::string text;
  for (const Field& field : fields()) text += (text.empty() ? "" : ",") + std::string{field.name};
  text += '\n';
  for (const CimStudyRow& row : rows) {
    std::string line;
    for (const Field& field : fields()) line += (&field == &fields().front() ? "" : ",") + csv_value(field, row);
    text += line + '\n';
  }
  return text;
}

std::vector<CimStudyColumn> cim_study_columns() {
  const auto unit = [](const std::string& name) {
    if (name.ends_with("_db")) return "dB";
    if (name.starts_with("clip_") || name.starts_with("usage_") || name == "relative_l2") return "share";
    const bool is_word = name == "subject" || name == "range" || name == "averaging" || name == "rows" ||
                         name == "act_scale" || name == "divisor";
    return is_word ? "text" : "count";
  };
  std::vector<CimStudyColumn> columns;
  for (const bool figures : {false, true})
    for (const Field& field : fields())
      if (field.title != nullptr && field.is_figure == figures)
        columns.push_back({field.name, field.title, unit(field.name), figures});
  return columns;
}

void write_directory(const CimStudyReport& report, const std::string& directory,
                     const std::function<void(const reports::RunDirectory&)>& more) {
  reports::RunDirectory files{directory};
  files.write("summary.json", to_json(report) + '\n');
  files.write("cim_accuracy.csv", to_csv(report.rows));
  files.write("config.yaml", report.config);
  if (more) more(files);
  files.commit();
}

}  // namespace systole::sim
