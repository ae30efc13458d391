#include "reports/energy_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "reports/number_format.hpp"
#include "reports/text.hpp"

namespace systole::reports {

namespace {

using Share = std::pair<std::string, double>;

/// "  title: a, b," and further lines indented below; words stay together.
std::string wrapped(const std::string& title, const std::vector<std::string>& items, std::size_t width) {
  std::string text;
  std::string line = "  " + title + ":";
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::string item = items[i] + (i + 1 < items.size() ? "," : "");
    if (text_width(line) + 1 + text_width(item) > width) {
      text += line + '\n';
      line = "   ";
    }
    line += " " + item;
  }
  return text + line + '\n';
}

std::vector<std::string> shares_of(std::vector<Share> parts, double whole) {
  std::stable_sort(parts.begin(), parts.end(), [](const Share& a, const Share& b) { return a.second > b.second; });
  std::vector<std::string> items;
  for (const auto& [name, amount] : parts)
    if (amount > 0) items.push_back(fmt::format("{} {}", name, percent(amount / whole)));
  return items;
}

}  // namespace

std::string energy_shares(const models::EnergyBreakdown& energy, std::size_t width) {
  std::vector<Share> parts;
  parts.reserve(models::kComponentNames.size());
  for (const auto& name : models::kComponentNames) parts.emplace_back(name.words, energy[name.component]);
  return wrapped("energy by component", shares_of(std::move(parts), energy.total()), width);
}

std::string area_shares(const models::Area& area, std::size_t width) {
  std::vector<Share> parts;
  for (const auto& part : area.parts) parts.emplace_back(part.name, part.um2);
  return wrapped("area by component", shares_of(std::move(parts), area.um2()), width) +
         (area.not_counted.empty() ? "" : wrapped("area not counted", area.not_counted, width));
}

}  // namespace systole::reports
