// A CSV file without quoted fields, as rows of named cells.
#pragma once

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace systole::tests {

using CsvRow = std::map<std::string, std::string>;

inline std::vector<CsvRow> read_csv(const std::filesystem::path& path) {
  std::ifstream file{path};
  const auto fields = [](const std::string& line) {
    std::vector<std::string> cells;
    std::istringstream stream{line};
    for (std::string cell; std::getline(stream, cell, ',');) cells.push_back(cell);
    if (line.ends_with(',')) cells.emplace_back();  // an empty last field
    return cells;
  };
  std::string line;
  std::getline(file, line);
  const std::vector<std::string> names = fields(line);
  std::vector<CsvRow> rows;
  while (std::getline(file, line)) {
    const std::vector<std::string> cells = fields(line);
    REQUIRE(cells.size() == names.size());
    CsvRow& row = rows.emplace_back();
    for (std::size_t i = 0; i < cells.size(); ++i) row[names[i]] = cells[i];
  }
  return rows;
}

}  // namespace systole::tests
