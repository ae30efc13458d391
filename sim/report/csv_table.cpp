#include "sim/report/csv_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "models/errors.hpp"
#include "workloads/document/document.hpp"

namespace systole::sim {

namespace {

/// Rows of fields; a quoted field may hold commas, line breaks and doubled quotes.
class CsvText {
 public:
  CsvText(std::string_view text, const std::string& name) : text_{text}, name_{name} {}

  bool ended() const { return at_ == text_.size(); }
  std::size_t line() const { return line_; }

  std::vector<std::string> row() {
    std::vector<std::string> fields;
    while (true) {
      fields.push_back(at_ < text_.size() && text_[at_] == '"' ? quoted() : plain());
      if (ended()) return fields;
      const char after = text_[at_++];
      if (after == ',') continue;
      if (after == '\r' && !ended() && text_[at_] == '\n') ++at_;
      ++line_;
      return fields;
    }
  }

  [[noreturn]] void fail(std::size_t line, const std::string& why) const {
    throw models::UserError(fmt::format("'{}' is damaged in line {}: {}", name_, line, why));
  }

 private:
  std::string plain() {
    const std::size_t begin = at_;
    at_ = std::min(text_.find_first_of(",\r\n", at_), text_.size());
    return std::string{text_.substr(begin, at_ - begin)};
  }

  std::string quoted() {
    const std::size_t begin = line_;
    std::string field;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\n') ++line_;
      if (text_[at_] != '"') {
        field += text_[at_];
      } else if (text_.substr(at_, 2) == "\"\"") {
        field += '"';
        ++at_;
      } else {
        ++at_;
        if (!ended() && std::string_view{",\r\n"}.find(text_[at_]) == std::string_view::npos)
          fail(line_, "text behind a closing quote");
        return field;
      }
    }
    fail(begin, "a quote is never closed");
  }

  std::string_view text_;
  const std::string& name_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
};

}  // namespace

std::optional<std::size_t> CsvTable::column(std::string_view name) const {
  const auto found = std::find(columns.begin(), columns.end(), name);
  return found == columns.end() ? std::nullopt : std::optional{static_cast<std::size_t>(found - columns.begin())};
}

CsvTable parse_csv(std::string_view text, const std::string& name) {
  CsvText csv{text, name};
  CsvTable table;
  table.columns = csv.row();
  while (!csv.ended()) {
    const std::size_t line = csv.line();
    std::vector<std::string> row = csv.row();
    if (row.size() != table.columns.size())
      csv.fail(line, fmt::format("{} fields under {} columns", row.size(), table.columns.size()));
    table.rows.push_back(std::move(row));
  }
  return table;
}

CsvTable read_csv_table(const std::filesystem::path& file) {
  return parse_csv(workloads::read_text_file(file.string()), file.string());
}

}  // namespace systole::sim
