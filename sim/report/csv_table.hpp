// A CSV file of a run read back (RFC 4180): names of columns, and cells as they stand there.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace systole::sim {

struct CsvTable {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;  // as many cells each as there are columns

  std::optional<std::size_t> column(std::string_view name) const;
};

/// Throws models::UserError for a file that cannot be read, and with the line for a row of another length or a quote
/// that is never closed.
CsvTable read_csv_table(const std::filesystem::path& file);
/// `name`: of the file, for errors.
CsvTable parse_csv(std::string_view text, const std::string& name);

}  // namespace systole::sim
