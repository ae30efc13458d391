#include "sim/report/run_layers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <utility>
#include <vector>

#include "models/energy/breakdown.hpp"
#include "models/errors.hpp"
#include "reports/words.hpp"

namespace systole::sim {

namespace {

/// The whole text as a number.
template <class Number>
std::optional<Number> parsed(const std::string& text) {
  Number value{};
  const char* const end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, value);
  if (text.empty() || result.ec != std::errc{} || result.ptr != end) return std::nullopt;
  return value;
}

bool is_text(const std::string& column) {
  for (const reports::Word& word : reports::column_words())
    if (word.name == column) return word.unit == "text";
  return true;
}

ReportJson cell(const std::string& text, bool as_text) {
  if (as_text) return text.empty() ? ReportJson() : ReportJson(text);
  if (const auto whole = parsed<std::int64_t>(text)) return *whole;
  if (const auto real = parsed<double>(text)) return *real;
  return nullptr;
}

/// Columns by their places; rows with the number of their layer.
struct Figures {
  std::vector<std::string> names;
  std::vector<std::size_t> layers;
  std::vector<std::vector<double>> rows;

  bool empty() const { return rows.empty(); }
  /// Leaves out what is 0 in all rows, and rows of nothing but 0.
  void drop_nothing();
};

void Figures::drop_nothing() {
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < names.size(); ++i)
    if (std::any_of(rows.begin(), rows.end(), [i](const auto& row) { return row[i] != 0; })) kept.push_back(i);
  Figures left;
  for (const std::size_t i : kept) left.names.push_back(names[i]);
  for (std::size_t row = 0; row < rows.size(); ++row) {
    std::vector<double> figures;
    figures.reserve(kept.size());
    for (const std::size_t i : kept) figures.push_back(rows[row][i]);
    if (std::all_of(figures.begin(), figures.end(), [](double x) { return x == 0; })) continue;
    left.layers.push_back(layers[row]);
    left.rows.push_back(std::move(figures));
  }
  *this = std::move(left);
}

/// Whole numbers as such.
ReportJson number_json(double value) {
  constexpr double kLargest = 9e15;
  if (value == static_cast<double>(static_cast<std::int64_t>(value)) && value < kLargest)
    return static_cast<std::int64_t>(value);
  return value;
}

ReportJson json_of(const Figures& figures, const char* what, const char* of) {
  ReportJson json{{what, figures.names}};
  ReportJson& rows = json["rows"] = ReportJson::array();
  for (std::size_t i = 0; i < figures.rows.size(); ++i) {
    ReportJson values = ReportJson::array();
    for (const double value : figures.rows[i]) values.push_back(number_json(value));
    rows.push_back({{"layer", figures.layers[i]}, {of, std::move(values)}});
  }
  return json;
}

}  // namespace

RunLayers::RunLayers(const std::filesystem::path& run)
    : layers_{read_csv_table(run / "layers.csv")}, stack_{read_csv_table(run / "cycle_stack.csv")} {
  for (std::size_t i = 0; i < layers_.columns.size(); ++i) columns_.emplace(layers_.columns[i], i);
  for (const char* needed : {"layer", "engine", "macs", "total_cycles", "dram_read_bytes", "dram_write_bytes"})
    if (columns_.find(needed) == columns_.end())
      throw models::UserError(fmt::format("'{}' is of another systole: it has no column '{}'; make the run anew",
                                          (run / "layers.csv").string(), needed));
  bool same = layers_.rows.size() == stack_.rows.size() && stack_.column("layer") == 0;
  for (std::size_t i = 0; same && i < size(); ++i) same = stack_.rows[i][0] == text(i, "layer");
  if (!same)
    throw models::UserError(
        fmt::format("layers.csv and cycle_stack.csv in '{}' are not of one run: make it anew", run.string()));
  for (std::size_t i = 0; i < size(); ++i) names_.emplace(text(i, "layer"), i);
}

const std::string& RunLayers::text(std::size_t layer, std::string_view column) const {
  static const std::string nothing;
  const auto found = columns_.find(column);
  return found == columns_.end() ? nothing : layers_.rows[layer][found->second];
}

std::optional<double> RunLayers::number(std::size_t layer, std::string_view column) const {
  return parsed<double>(text(layer, column));
}

bool RunLayers::runs(std::size_t layer) const {
  const std::string& engine = text(layer, "engine");
  return engine != "fused" && engine != "view";
}

std::optional<std::size_t> RunLayers::find(const std::string& name) const {
  const auto found = names_.find(name);
  return found == names_.end() ? std::nullopt : std::optional{found->second};
}

ReportJson RunLayers::table() const {
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < layers_.columns.size(); ++i)
    if (std::any_of(layers_.rows.begin(), layers_.rows.end(), [i](const auto& row) { return !row[i].empty(); }))
      kept.push_back(i);
  ReportJson json{{"columns", ReportJson::array()}, {"rows", ReportJson::array()}};
  std::vector<bool> texts;
  for (const std::size_t i : kept) {
    json["columns"].push_back(layers_.columns[i]);
    texts.push_back(is_text(layers_.columns[i]));
  }
  for (const auto& row : layers_.rows) {
    ReportJson cells = ReportJson::array();
    for (std::size_t i = 0; i < kept.size(); ++i) cells.push_back(cell(row[kept[i]], texts[i]));
    json["rows"].push_back(std::move(cells));
  }
  return json;
}

std::vector<std::int64_t> RunLayers::cycles_by_cause(std::size_t layer) const {
  std::vector<std::int64_t> cycles;
  for (const reports::Cause& cause : reports::kCauses) {
    const auto column = stack_.column(cause.name);
    cycles.push_back(column ? parsed<std::int64_t>(stack_.rows[layer][*column]).value_or(0) : 0);
  }
  return cycles;
}

ReportJson RunLayers::stack() const {
  Figures figures;
  for (const reports::Cause& cause : reports::kCauses) figures.names.emplace_back(cause.name);
  for (std::size_t layer = 0; layer < size(); ++layer) {
    if (!runs(layer)) continue;
    const std::vector<std::int64_t> cycles = cycles_by_cause(layer);
    figures.layers.push_back(layer);
    figures.rows.emplace_back(cycles.begin(), cycles.end());
  }
  figures.drop_nothing();
  return json_of(figures, "causes", "cycles");
}

std::optional<ReportJson> RunLayers::roofline(const ReportJson& roofline) const {
  // Layers that macros do in one pipeline have the cycles of both in the first one's row.
  std::map<std::string, std::vector<std::size_t>> carried;
  for (std::size_t layer = 0; layer < size(); ++layer)
    if (!text(layer, "host").empty()) carried[text(layer, "host")].push_back(layer);
  ReportJson points = ReportJson::array();
  for (std::size_t layer = 0; layer < size(); ++layer) {
    if (!runs(layer)) continue;
    std::vector<std::size_t> parts{layer};
    if (const auto more = carried.find(text(layer, "layer")); more != carried.end())
      parts.insert(parts.end(), more->second.begin(), more->second.end());
    double macs = 0;
    double bytes = 0;
    double least = 0;
    for (const std::size_t part : parts) {
      macs += number(part, "macs").value_or(0);
      bytes += number(part, "dram_read_bytes").value_or(0) + number(part, "dram_write_bytes").value_or(0);
      least += number(part, "least_dram_bytes").value_or(0);
    }
    const double cycles = number(layer, "total_cycles").value_or(0);
    if (macs <= 0 || bytes <= 0 || cycles <= 0) continue;
    ReportJson point{{"layer", layer}, {"intensity", macs / bytes}};
    if (least > 0) point["best_intensity"] = macs / least;
    point["macs_per_cycle"] = macs / cycles;
    point["bound"] = text(layer, "bottleneck");
    points.push_back(std::move(point));
  }
  if (points.empty()) return std::nullopt;
  ReportJson json{{"peak_macs_per_cycle", roofline.at("peak_macs_per_cycle")}};
  if (roofline.at("dram_bytes_per_cycle").get<double>() > 0)
    for (const char* key : {"dram_bytes_per_cycle", "ridge"}) json[key] = roofline.at(key);
  json["points"] = std::move(points);
  return json;
}

std::optional<ReportJson> RunLayers::traffic() const {
  Figures figures;
  figures.names = {"activations", "weights", "partial_sums", "results"};
  for (std::size_t layer = 0; layer < size(); ++layer) {
    const auto bytes = [&](const char* column) { return number(layer, column).value_or(0); };
    const double spilled = bytes("partial_dram_write_bytes");
    figures.layers.push_back(layer);
    figures.rows.push_back({bytes("ifmap_dram_read_bytes"), bytes("weight_dram_read_bytes"),
                            bytes("partial_dram_read_bytes") + spilled, bytes("dram_write_bytes") - spilled});
  }
  figures.drop_nothing();
  if (figures.empty()) return std::nullopt;
  return json_of(figures, "tensors", "bytes");
}

std::optional<ReportJson> RunLayers::energy() const {
  Figures figures;
  for (const models::ComponentName& name : models::kComponentNames) figures.names.emplace_back(name.name);
  for (std::size_t layer = 0; layer < size(); ++layer) {
    std::vector<double> row;
    for (const std::string& name : figures.names) row.push_back(number(layer, name + "_pj").value_or(0));
    figures.layers.push_back(layer);
    figures.rows.push_back(std::move(row));
  }
  figures.drop_nothing();
  if (figures.empty()) return std::nullopt;
  return json_of(figures, "components", "pj");
}

std::optional<ReportJson> RunLayers::macros() const {
  ReportJson json{{"columns", ReportJson::array({"layer"})}, {"rows", ReportJson::array()}};
  std::vector<std::string> names;
  for (const std::string& column : layers_.columns)
    if (column.starts_with("cim_") && !column.ends_with("_pj")) names.push_back(column);
  for (const std::string& name : names) json["columns"].push_back(name);
  for (std::size_t layer = 0; layer < size(); ++layer) {
    if (text(layer, "cim_arrays").empty()) continue;
    ReportJson row = ReportJson::array({layer});
    for (const std::string& name : names) row.push_back(cell(text(layer, name), false));
    json["rows"].push_back(std::move(row));
  }
  if (json["rows"].empty()) return std::nullopt;
  return json;
}

}  // namespace systole::sim
