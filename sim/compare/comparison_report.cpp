#include "sim/compare/comparison_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "reports/number_format.hpp"
#include "reports/table.hpp"
#include "reports/text.hpp"

namespace systole::sim {

namespace {

using reports::Align;
using reports::Paint;
using reports::Table;
using Json = nlohmann::ordered_json;

constexpr double kPico = 1e-12;

std::string shown(Kind kind, std::optional<double> value) {
  if (!value) return "-";
  switch (kind) {
    case Kind::count:
      return reports::grouped(static_cast<std::int64_t>(*value));
    case Kind::seconds:
      return reports::si(*value, "s");
    case Kind::bytes:
      return reports::human_bytes(models::Bytes{static_cast<std::int64_t>(*value)});
    case Kind::share:
      return reports::percent(*value);
    case Kind::picojoules:
      return reports::si(*value * kPico, "J");
    case Kind::watts:
      return reports::si(*value, "W");
    case Kind::joule_seconds:
      return reports::si(*value, "Js");
    case Kind::number:
      return fmt::format("{:.3g}", *value);
    case Kind::um2:
      constexpr double kSquareMillimetre = 1e6;
      return fmt::format("{:.3g} mm²", *value / kSquareMillimetre);
  }
  return "";
}

std::string ratio_text(std::optional<double> ratio) {
  if (!ratio) return "-";
  return *ratio >= 0.01 && *ratio < 1000 ? fmt::format("{:.2f}×", *ratio) : fmt::format("{:.2e}×", *ratio);
}

std::string heading(const char* letter, const RecordedResult& run) {
  return fmt::format("{}  {} on {}  ·  {}  ·  {}\n", letter, run.workload, run.accelerator, run.detail, run.directory);
}

std::string keys_table(const Comparison& comparison, const reports::Style& style) {
  if (comparison.keys.empty()) return "the configs are the same\n";
  Table table{{{"key", Align::left}, {"A", Align::left, true}, {"B", Align::left}}};
  constexpr std::size_t kWidest = 48;
  std::size_t left_out = 0;
  for (const KeyChange& key : comparison.keys) {
    left_out += key.is_default ? 1 : 0;
    if (!key.is_default)
      table.row({key.path, reports::shortened(key.a, kWidest, style), reports::shortened(key.b, kWidest, style)});
  }
  if (left_out == 0) return table.print(style);
  return table.print(style) +
         fmt::format("and {} keys at their defaults, of a part that one of the chips lacks\n", left_out);
}

/// Rows that are 0 or missing on both sides say nothing.
bool says_nothing(const Compared& row) {
  return row.a.value_or(0) == 0 && row.b.value_or(0) == 0;
}

std::string figures_table(const char* title, const std::vector<Compared>& rows, bool shares,
                          const reports::Style& style) {
  std::vector<reports::Column> columns{{title, Align::left, true}, {"A"}};
  if (shares) columns.push_back({"of A"});
  columns.push_back({"B"});
  if (shares) columns.push_back({"of B"});
  columns.push_back({"B/A"});
  double whole_a = 0;
  double whole_b = 0;
  for (const Compared& row : rows) {
    whole_a += row.a.value_or(0);
    whole_b += row.b.value_or(0);
  }
  Table table{columns};
  const auto share = [](std::optional<double> part, double whole) {
    return part && whole > 0 ? reports::percent(*part / whole) : std::string{"-"};
  };
  for (const Compared& row : rows) {
    if (says_nothing(row)) continue;
    std::vector<reports::Cell> cells{row.name, shown(row.kind, row.a)};
    if (shares) cells.emplace_back(share(row.a, whole_a));
    cells.emplace_back(shown(row.kind, row.b));
    if (shares) cells.emplace_back(share(row.b, whole_b));
    cells.emplace_back(ratio_text(row.ratio()), Paint::bold);
    table.row(std::move(cells));
  }
  return table.print(style);
}

Compared cycles_of(const LayerPair& pair) {
  const auto of = [](const std::optional<RecordedLayer>& layer) {
    return layer ? std::optional{static_cast<double>(layer->cycles)} : std::nullopt;
  };
  return {pair.name, Kind::count, of(pair.a), of(pair.b), {}};
}

Compared energy_of(const LayerPair& pair) {
  const auto of = [](const std::optional<RecordedLayer>& layer) { return layer ? layer->energy_pj : std::nullopt; };
  return {pair.name, Kind::picojoules, of(pair.a), of(pair.b), {}};
}

std::string layers_table(const Comparison& comparison, const reports::Style& style, std::size_t max_rows) {
  std::vector<const LayerPair*> rows;
  for (const LayerPair& pair : comparison.layers)
    if (!says_nothing(cycles_of(pair)) || !says_nothing(energy_of(pair))) rows.push_back(&pair);
  const std::size_t all = rows.size();
  if (max_rows > 0 && all > max_rows) {
    const auto change = [](const LayerPair* pair) { return std::abs(pair->cycles_b() - pair->cycles_a()); };
    std::stable_sort(rows.begin(), rows.end(), [&](const auto* x, const auto* y) { return change(x) > change(y); });
    rows.resize(max_rows);
  }
  Table table{{{"layer", Align::left, true},
               {"engine", Align::left},
               {"cycles A"},
               {"cycles B"},
               {"B-A"},
               {"B/A"},
               {"energy A"},
               {"energy B"},
               {"B/A"}}};
  for (const LayerPair* pair : rows) {
    const std::string left = pair->a ? pair->a->engine : "-";
    const std::string right = pair->b ? pair->b->engine : "-";
    const Compared cycles = cycles_of(*pair);
    const Compared energy = energy_of(*pair);
    table.row({pair->name,
               left == right ? left : fmt::format("{} / {}", left, right),
               shown(Kind::count, cycles.a),
               shown(Kind::count, cycles.b),
               pair->a && pair->b ? reports::grouped(pair->cycles_b() - pair->cycles_a()) : std::string{"-"},
               {ratio_text(cycles.ratio()), Paint::bold},
               shown(Kind::picojoules, energy.a),
               shown(Kind::picojoules, energy.b),
               {ratio_text(energy.ratio()), Paint::bold}});
  }
  if (rows.size() < all)
    table.note(fmt::format("{} more rows, whose cycles differ less (--max-rows 0 shows all)", all - rows.size()));
  return table.print(style);
}

Json json_of(std::optional<double> value) {
  return value ? Json(*value) : Json(nullptr);
}

Json json_of(const std::vector<Compared>& rows) {
  Json list = Json::array();
  for (const Compared& row : rows)
    list.push_back({{"name", row.name}, {"a", json_of(row.a)}, {"b", json_of(row.b)}, {"ratio", json_of(row.ratio())}});
  return list;
}

Json json_of(const std::optional<RecordedLayer>& layer) {
  if (!layer) return nullptr;
  return {{"engine", layer->engine},
          {"cycles", layer->cycles},
          {"dram_bytes", layer->dram_bytes},
          {"energy_pj", json_of(layer->energy_pj)}};
}

Json json_of(const RecordedResult& run) {
  return {{"directory", run.directory},
          {"accelerator", run.accelerator},
          {"workload", run.workload},
          {"detail", run.detail},
          {"version", run.version}};
}

}  // namespace

std::string comparison_text(const Comparison& comparison, const reports::Style& style, std::size_t max_rows) {
  std::string text = heading("A", comparison.a) + heading("B", comparison.b);
  for (const std::string& note : comparison.notes) text += fmt::format("note: {}\n", note);
  text += '\n' + keys_table(comparison, style) + '\n' + figures_table("total", comparison.totals, false, style) + '\n' +
          figures_table("cycles by cause", comparison.cycle_stack, true, style);
  if (!comparison.components.empty())
    text += '\n' + figures_table("energy by component", comparison.components, true, style);
  text += '\n' + layers_table(comparison, style, max_rows);
  return reports::readable(text, style);
}

std::string comparison_json(const Comparison& comparison) {
  Json json = Json::object();
  json["a"] = json_of(comparison.a);
  json["b"] = json_of(comparison.b);
  json["notes"] = comparison.notes;
  auto& keys = json["config"] = Json::array();
  for (const KeyChange& key : comparison.keys) keys.push_back({{"key", key.path}, {"a", key.a}, {"b", key.b}});
  json["totals"] = json_of(comparison.totals);
  json["cycle_stack"] = json_of(comparison.cycle_stack);
  json["energy_components"] = json_of(comparison.components);
  auto& layers = json["layers"] = Json::array();
  for (const LayerPair& pair : comparison.layers)
    layers.push_back({{"layer", pair.name}, {"a", json_of(pair.a)}, {"b", json_of(pair.b)}});
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace systole::sim
