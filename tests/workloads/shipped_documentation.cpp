// docs/networks.md against the code: the table of shipped networks, kinds, keys and error codes.
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <sstream>

#include "tests/support/source_root.hpp"
#include "tests/workloads/shipped_support.hpp"
#include "workloads/readers/layer_fields.hpp"

using namespace systole::workloads;

namespace {

std::string documentation() {
  std::ifstream file{systole::tests::source_root() + "/docs/networks.md"};
  REQUIRE(file);
  return {std::istreambuf_iterator<char>{file}, {}};
}

/// Cells of every table row, without blanks around them.
std::vector<std::vector<std::string>> table_rows(const std::string& text) {
  std::vector<std::vector<std::string>> rows;
  std::istringstream lines{text};
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("| ", 0) != 0) {
      continue;
    }
    rows.emplace_back();
    std::istringstream cells{line.substr(2)};
    for (std::string cell; std::getline(cells, cell, '|');) {
      const std::size_t first = std::min(cell.find_first_not_of(' '), cell.size());
      rows.back().push_back(cell.substr(first, cell.find_last_not_of(' ') + 1 - first));
    }
  }
  return rows;
}

struct Counts {
  std::int64_t parameters;
  std::int64_t macs;
};

/// "1,234" -> 1234; nothing when it is no such number.
std::optional<std::int64_t> number(std::string text) {
  text.erase(std::remove(text.begin(), text.end(), ','), text.end());
  const bool digits = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
  return digits ? std::optional<std::int64_t>{std::stoll(text)} : std::nullopt;
}

/// Rows "| `name` | parameters | MACs | ...".
std::map<std::string, Counts> documented_networks(const std::string& text) {
  std::map<std::string, Counts> networks;
  for (const std::vector<std::string>& cells : table_rows(text)) {
    if (cells.size() > 3 && cells[0].size() > 2 && number(cells[1]) && number(cells[2])) {
      networks[cells[0].substr(1, cells[0].size() - 2)] = {*number(cells[1]), *number(cells[2])};
    }
  }
  return networks;
}

}  // namespace

TEST_CASE("the table of shipped networks holds every YAML network with its true counts", "[shipped][docs]") {
  const auto documented = documented_networks(documentation());
  std::size_t networks = 0;
  for (const std::string& file : shipped_files()) {
    const std::filesystem::path path{file};
    INFO(file);
    REQUIRE(documented.count(path.stem().string()) == 1);
    if (path.extension() == ".yaml") {
      const Counts counts = documented.at(path.stem().string());
      const Network network = shipped(file);
      CHECK(counts.parameters == parameter_count(network));
      CHECK(counts.macs == mac_count(network));
      ++networks;
    }
  }
  CHECK(documented.size() == networks);
}

TEST_CASE("every kind of layer and every key of it is documented in one row", "[shipped][docs]") {
  const auto rows = table_rows(documentation());
  for (const LayerKind kind : all_layer_kinds()) {
    const std::string quoted = "`" + std::string{kind_name(kind)} + "`";
    INFO(quoted);
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const std::vector<std::string>& cells) {
      return cells.size() == 4 && cells[0].find(quoted) != std::string::npos;
    });
    REQUIRE(row != rows.end());
    for (const std::string& key : layer_keys(kind)) {
      if (key != "name" && key != "kind" && key != "input" && key != "inputs") {
        CHECK_THAT(row->at(1), Catch::Contains("`" + key + "`"));
      }
    }
  }
}

TEST_CASE("every error code of the network readers is documented", "[shipped][docs]") {
  const std::string text = documentation();
  for (const std::string code : {"N001", "N002", "N003", "N004", "N005", "N006", "N007", "N008", "S001", "S002", "S003",
                                 "S004", "S005", "S006", "S007", "S008", "S009"}) {
    CHECK_THAT(text, Catch::Contains("\n| " + code + " |"));
  }
}
