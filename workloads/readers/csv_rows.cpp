#include "workloads/readers/csv_rows.hpp"

// GCC sees that csv.h's strncpy may cut a file name; csv.h ends it with a zero itself.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wstringop-truncation"
#endif
#include <csv.h>
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

#include <algorithm>
#include <string_view>

#include "workloads/document/text.hpp"

namespace systole::workloads {

namespace {

constexpr std::string_view kBlanks = " \t\r";

std::vector<CsvField> split(std::string_view line) {
  std::vector<CsvField> fields;
  std::size_t begin = 0;
  while (begin <= line.size()) {
    const std::size_t end = std::min(line.find(',', begin), line.size());
    const std::string_view raw = line.substr(begin, end - begin);
    const std::size_t first = std::min(raw.find_first_not_of(kBlanks), raw.size());
    const std::size_t last = std::min(raw.find_last_not_of(kBlanks), raw.size());
    const std::size_t length = first == raw.size() ? 0 : last + 1 - first;
    fields.push_back({std::string{raw.substr(first, length)}, 1 + code_points(line.substr(0, begin + first))});
    begin = end + 1;
  }
  while (!fields.empty() && fields.back().text.empty()) {
    fields.pop_back();
  }
  return fields;
}

}  // namespace

Place CsvRow::place() const {
  return {origin, line, 1, std::max(1, code_points(line_text)), line_text};
}

Place CsvRow::place(std::size_t field) const {
  if (field >= fields.size()) {
    return place();
  }
  return {origin, line, fields[field].column, std::max(1, code_points(fields[field].text)), line_text};
}

std::vector<CsvRow> csv_rows(const std::string& text, const std::string& origin) {
  check_text(text, origin);
  // LineReader looks one character past the end, so the end must be a line end.
  const std::string terminated = text + "\n";
  std::vector<CsvRow> rows;
  try {
    io::LineReader reader{origin, terminated.data(), terminated.data() + terminated.size()};
    while (const char* line = reader.next_line()) {
      CsvRow row{origin, line, static_cast<int>(reader.get_file_line()), split(line)};
      if (!row.fields.empty()) {
        rows.push_back(std::move(row));
      }
    }
  } catch (const io::error::base& error) {
    Place place;
    place.origin = origin;
    throw DocumentError{{"S003", place, error.what(), "is this another kind of file?"}};
  }
  return rows;
}

}  // namespace systole::workloads
