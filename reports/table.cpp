#include "reports/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "models/errors.hpp"

namespace systole::reports {

namespace {

constexpr std::size_t kGap = 2;
/// Shorter names say nothing.
constexpr std::size_t kShortestName = 8;

/// The width of a printed line; dropped columns take no gap.
std::size_t line_width(const std::vector<std::size_t>& widths) {
  const auto shown =
      static_cast<std::size_t>(std::count_if(widths.begin(), widths.end(), [](auto w) { return w > 0; }));
  return std::accumulate(widths.begin(), widths.end(), std::size_t{0}) + (shown > 0 ? (shown - 1) * kGap : 0);
}

std::string rule_of(std::size_t width, const Style& style) {
  std::string line;
  for (std::size_t i = 0; i < width; ++i) line += style.unicode ? "─" : "-";
  return painted(line, Paint::dim, style);
}

}  // namespace

Table::Table(std::vector<Column> columns) : columns_{std::move(columns)} {}

void Table::row(std::vector<Cell> cells) {
  if (cells.size() != columns_.size()) {
    throw models::ModelError(fmt::format("a row of {} cells in a table of {} columns", cells.size(), columns_.size()));
  }
  lines_.emplace_back(std::move(cells));
}

void Table::rule() {
  lines_.emplace_back(Rule{});
}

void Table::note(std::string text) {
  lines_.emplace_back(std::move(text));
}

std::vector<std::size_t> Table::widths(const Style& style) const {
  std::vector<std::size_t> widths;
  for (const auto& column : columns_) widths.push_back(std::max<std::size_t>(text_width(column.title), 1));
  for (const auto& line : lines_) {
    const auto* cells = std::get_if<std::vector<Cell>>(&line);
    if (cells == nullptr) continue;
    for (std::size_t i = 0; i < cells->size(); ++i) widths[i] = std::max(widths[i], text_width((*cells)[i].text));
  }
  const auto wide = line_width(widths);
  const auto name = std::find_if(columns_.begin(), columns_.end(), [](const Column& column) { return column.name; });
  if (style.width == 0 || wide <= style.width || name == columns_.end()) return widths;
  auto& width = widths[static_cast<std::size_t>(name - columns_.begin())];
  const auto excess = wide - style.width;
  width = width >= excess + kShortestName ? width - excess : 0;
  return widths;
}

std::string Table::line(const std::vector<Cell>& cells, const std::vector<std::size_t>& widths,
                        const Style& style) const {
  std::string text;
  std::size_t owed = 0;  // blanks are written only before something visible
  bool first = true;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (widths[i] == 0) continue;
    if (!std::exchange(first, false)) owed += kGap;
    const auto content = shortened(cells[i].text, widths[i], style);
    const auto blanks = widths[i] - text_width(content);
    const bool right = columns_[i].align == Align::right;
    if (right) owed += blanks;
    if (!content.empty()) {
      text.append(std::exchange(owed, 0), ' ');
      text += painted(content, cells[i].paint, style);
    }
    if (!right) owed += blanks;
  }
  return text + "\n";
}

std::string Table::print(const Style& style) const {
  const auto widths = this->widths(style);
  std::vector<Cell> titles;
  for (const auto& column : columns_) titles.emplace_back(column.title, Paint::bold);
  const auto rule = rule_of(line_width(widths), style) + "\n";
  std::string text = line(titles, widths, style) + rule;
  for (const auto& entry : lines_) {
    if (const auto* cells = std::get_if<std::vector<Cell>>(&entry)) {
      text += line(*cells, widths, style);
    } else if (const auto* note = std::get_if<std::string>(&entry)) {
      text += painted(*note, Paint::dim, style) + "\n";
    } else {
      text += rule;
    }
  }
  return text;
}

}  // namespace systole::reports
