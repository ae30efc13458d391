// Rows of a comma-separated text whose fields know their place.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "workloads/document/diagnostic.hpp"

namespace systole::workloads {

struct CsvField {
  std::string text;  // without surrounding blanks
  int column = 1;
};

struct CsvRow {
  std::string origin;
  std::string line_text;
  int line = 0;
  std::vector<CsvField> fields;  // empty ones at the end are dropped: trailing commas mean nothing

  Place place() const;
  Place place(std::size_t field) const;
};

/// All rows that hold anything. A byte order mark, CRLF and a missing last line end are accepted. Throws DocumentError
/// when the text is binary or a line is longer than the CSV library reads (S003).
std::vector<CsvRow> csv_rows(const std::string& text, const std::string& origin);

}  // namespace systole::workloads
