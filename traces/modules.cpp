#include "traces/modules.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>
#include <string>

#include "models/errors.hpp"

namespace systole::traces {

namespace {

/// Levenshtein: insertions, deletions and substitutions that turn `from` into `to`.
std::size_t edit_distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < from.size(); ++i) {
    auto diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < to.size(); ++j) {
      const auto substituted = diagonal + (from[i] == to[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({substituted, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

std::string unknown_module(std::string_view name) {
  const auto nearest = std::min_element(
      kModuleNames.begin(), kModuleNames.end(),
      [name](std::string_view a, std::string_view b) { return edit_distance(name, a) < edit_distance(name, b); });
  // Farther than half of its letters, a suggestion only confuses.
  const bool close = 2 * edit_distance(name, *nearest) <= nearest->size();
  return fmt::format("unknown module '{}' in the waveform's list{} (known: {})", name,
                     close ? fmt::format(", did you mean '{}'?", *nearest) : std::string{},
                     fmt::join(kModuleNames, ", "));
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace

bool records(const Modules& modules, Module module) {
  if (modules.empty()) return !is_cim(module);
  return std::find(modules.begin(), modules.end(), module) != modules.end();
}

Modules modules_with_cim() {
  Modules modules;
  for (std::size_t i = 0; i < kModules; ++i) modules.push_back(static_cast<Module>(i));
  return modules;
}

Modules parse_modules(std::string_view list) {
  Modules modules;
  if (trimmed(list).empty() || trimmed(list) == "all") return modules;
  while (true) {
    const auto comma = list.find(',');
    const auto name = trimmed(list.substr(0, comma));
    const auto found = std::find(kModuleNames.begin(), kModuleNames.end(), name);
    if (found == kModuleNames.end()) throw models::UserError(unknown_module(name));
    const auto module = static_cast<Module>(found - kModuleNames.begin());
    if (modules.empty() || !records(modules, module)) modules.push_back(module);
    if (comma == std::string_view::npos) return modules;
    list.remove_prefix(comma + 1);
  }
}

}  // namespace systole::traces
