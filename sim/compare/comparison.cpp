#include "sim/compare/comparison.hpp"

#include <algorithm>
#include <iterator>
#include <unordered_map>
#include <utility>

#include "sim/config/key_spec.hpp"

namespace systole::sim {

namespace {

std::vector<KeyChange> key_changes(const models::Chip& a, const models::Chip& b) {
  std::vector<KeyChange> changes;
  for (const KeySpec& key : chip_keys()) {
    const auto text = [&key](const models::Chip& chip) {
      return key.applies(chip) ? key.print(chip) : std::string{"-"};
    };
    KeyChange change{key.path, text(a), text(b)};
    if (change.a == change.b) continue;
    const bool lacks = !key.applies(a) || !key.applies(b);
    change.is_default = lacks && (change.a == key.default_text || change.b == key.default_text);
    changes.push_back(std::move(change));
  }
  return changes;
}

std::optional<double> figure(const RecordedResult& result, const std::string& name) {
  const auto found = result.figures.find(name);
  return found == result.figures.end() ? std::nullopt : std::optional{found->second};
}

std::vector<Compared> totals_of(const RecordedResult& a, const RecordedResult& b) {
  struct Total {
    const char* name = "";
    const char* figure = "";
    Kind kind = Kind::number;
    bool of_result = false;  // of several forwards
  };
  constexpr Total kTotals[] = {{"cycles", "cycles", Kind::count},
                               {"latency", "latency_s", Kind::seconds},
                               {"latency of a result", "latency_of_result_s", Kind::seconds, true},
                               {"energy", "energy_pj", Kind::picojoules},
                               {"energy of a result", "energy_of_result_pj", Kind::picojoules, true},
                               {"energy x delay", "edp_js", Kind::joule_seconds},
                               {"average power", "power_w", Kind::watts},
                               {"TOPS/W", "tops_per_w", Kind::number},
                               {"DRAM traffic", "dram_bytes", Kind::bytes},
                               {"MACs", "macs", Kind::count},
                               {"utilisation", "utilization", Kind::share},
                               {"area", "area_um2", Kind::um2}};
  const bool repeats = a.forwards > 1 || b.forwards > 1;
  std::vector<Compared> totals;
  totals.reserve(std::size(kTotals));
  for (const Total& total : kTotals)
    if (!total.of_result || repeats)
      totals.push_back({total.name, total.kind, figure(a, total.name), figure(b, total.name), total.figure});
  return totals;
}

/// Lists of names with figures, joined by name in a's order.
template <class Number>
std::vector<Compared> joined(const std::vector<std::pair<std::string, Number>>& a,
                             const std::vector<std::pair<std::string, Number>>& b, Kind kind) {
  std::vector<Compared> rows;
  rows.reserve(a.size());
  for (const auto& [name, value] : a) rows.push_back({name, kind, static_cast<double>(value), std::nullopt, {}});
  for (const auto& [name, value] : b) {
    auto row = std::find_if(rows.begin(), rows.end(), [&, key = name](const Compared& r) { return r.name == key; });
    if (row == rows.end()) row = rows.insert(rows.end(), {name, kind, std::nullopt, std::nullopt, {}});
    row->b = static_cast<double>(value);
  }
  return rows;
}

std::vector<LayerPair> layer_pairs(const RecordedResult& a, const RecordedResult& b) {
  std::vector<LayerPair> pairs;
  std::unordered_map<std::string, std::size_t> index;
  for (const RecordedLayer& layer : a.layers) {
    index.emplace(layer.name, pairs.size());
    pairs.push_back({layer.name, layer, std::nullopt});
  }
  for (const RecordedLayer& layer : b.layers) {
    const auto known = index.find(layer.name);
    if (known == index.end()) {
      pairs.push_back({layer.name, std::nullopt, layer});
    } else {
      pairs[known->second].b = layer;
    }
  }
  return pairs;
}

std::vector<std::string> notes_of(const RecordedResult& a, const RecordedResult& b) {
  std::vector<std::string> notes;
  if (a.workload != b.workload)
    notes.push_back("different workloads, " + a.workload + " and " + b.workload +
                    ": totals are those of different work, and layers match by name alone");
  if (a.detail != b.detail) notes.push_back("different levels of detail, " + a.detail + " and " + b.detail);
  if (a.version != b.version) notes.push_back("made by different versions, " + a.version + " and " + b.version);
  for (const RecordedResult* run : {&a, &b})
    if (run->components.empty()) notes.push_back(run->directory + " has no energy: its config names no table");
  if (a.chip.energy_table == b.chip.energy_table && a.energy_table != b.energy_table)
    notes.push_back("the two tables '" + a.chip.energy_table + "' hold different figures");
  return notes;
}

}  // namespace

std::optional<double> Compared::ratio() const {
  if (!a || !b || *a == 0) return std::nullopt;
  return *b / *a;
}

Comparison compare(RecordedResult a, RecordedResult b) {
  Comparison result;
  result.keys = key_changes(a.chip, b.chip);
  result.totals = totals_of(a, b);
  result.cycle_stack = joined(a.cycle_stack, b.cycle_stack, Kind::count);
  result.components = joined(a.components, b.components, Kind::picojoules);
  result.layers = layer_pairs(a, b);
  result.notes = notes_of(a, b);
  result.a = std::move(a);
  result.b = std::move(b);
  return result;
}

}  // namespace systole::sim
