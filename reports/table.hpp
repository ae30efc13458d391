// The one table printer: aligned columns under a header, as wide as the terminal allows.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "reports/text.hpp"

namespace systole::reports {

enum class Align : std::uint8_t { left, right };

struct Column {
  std::string title;
  Align align = Align::right;
  /// The column of names: the only one that gives way when the terminal is too narrow. It is shortened, and dropped
  /// where even that does not help.
  bool name = false;
};

struct Cell {
  // Cells are written as text: `{"conv1", "12"}`.
  Cell(std::string content, Paint colour = Paint::plain) : text{std::move(content)}, paint{colour} {}
  Cell(const char* content) : text{content} {}

  std::string text;
  Paint paint = Paint::plain;
};

class Table {
 public:
  explicit Table(std::vector<Column> columns);

  /// \throws models::ModelError unless there is one cell a column.
  void row(std::vector<Cell> cells);
  /// A line between rows.
  void rule();
  /// Text across all columns, such as what was left out.
  void note(std::string text);

  /// Lines end without blanks, the last one with a newline.
  std::string print(const Style& style) const;

 private:
  struct Rule {};
  using Line = std::variant<std::vector<Cell>, Rule, std::string>;

  /// Column widths; 0 marks the dropped name column.
  std::vector<std::size_t> widths(const Style& style) const;
  std::string line(const std::vector<Cell>& cells, const std::vector<std::size_t>& widths, const Style& style) const;

  std::vector<Column> columns_;
  std::vector<Line> lines_;
};

}  // namespace systole::reports
