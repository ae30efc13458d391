#include "workloads/document/source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "workloads/document/text.hpp"

namespace systole::workloads {
namespace {

/// A quote is escaped by a backslash inside "", and by doubling inside ''.
std::size_t closing_quote(std::string_view line, char quote) {
  for (std::size_t i = 0; i < line.size(); ++i) {
    const bool doubled = quote == '\'' && line[i] == quote && i + 1 < line.size() && line[i + 1] == quote;
    if (doubled || (quote == '"' && line[i] == '\\')) {
      ++i;
    } else if (line[i] == quote) {
      return i;
    }
  }
  return std::string_view::npos;
}

}  // namespace

Source::Source(const std::string& text, std::string origin) : origin_{std::move(origin)}, lines_{split_lines(text)} {}

std::string Source::joined() const {
  return fmt::format("{}\n", fmt::join(lines_, "\n"));
}

std::string_view Source::rest_of_line(Spot spot) const {
  if (spot.line < 0 || spot.line >= static_cast<int>(lines_.size())) {
    return "";
  }
  const std::string_view line = lines_[static_cast<std::size_t>(spot.line)];
  return line.substr(std::min(line.size(), static_cast<std::size_t>(std::max(0, spot.column))));
}

bool Source::bracket_closes(Spot spot) const {
  const auto first = static_cast<std::size_t>(std::max(0, spot.line));
  int depth = 0;
  for (std::size_t row = first; row < lines_.size(); ++row) {
    for (const char c : row == first ? rest_of_line(spot) : std::string_view{lines_[row]}) {
      depth += c == '[' || c == '{' ? 1 : 0;
      depth -= c == ']' || c == '}' ? 1 : 0;
      if (depth == 0) {
        return true;
      }
    }
  }
  return false;
}

Place Source::place(Spot spot, std::size_t bytes) const {
  Place result;
  result.origin = origin_;
  if (spot.line < 0 || lines_.empty()) {
    return result;
  }
  const auto line = std::min(static_cast<std::size_t>(spot.line), lines_.size() - 1);
  const bool past_end = static_cast<std::size_t>(spot.line) > line;
  result.source_line = lines_[line];
  const std::size_t length = result.source_line.size();
  const std::size_t column = past_end ? length : std::min(length, static_cast<std::size_t>(std::max(0, spot.column)));
  result.line = static_cast<int>(line) + 1;
  result.column = 1 + code_points(std::string_view{result.source_line}.substr(0, column));
  result.length = std::max(1, code_points(rest_of_line(spot).substr(0, bytes)));
  return result;
}

std::size_t Source::scalar_extent(Spot spot, const std::string& text) const {
  const std::string_view rest = rest_of_line(spot);
  const char quote = rest.empty() ? ' ' : rest.front();
  if (quote != '"' && quote != '\'') {
    return std::max<std::size_t>(1, text.size());
  }
  const auto first = static_cast<std::size_t>(spot.line);
  std::string_view line = rest.substr(1);
  for (std::size_t row = first; row < lines_.size(); ++row) {
    line = row == first ? line : std::string_view{lines_[row]};
    const std::size_t close = closing_quote(line, quote);
    if (close != std::string_view::npos) {
      return row == first ? close + 2 : rest.size();
    }
  }
  return 0;
}

}  // namespace systole::workloads
