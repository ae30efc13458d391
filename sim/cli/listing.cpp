#include "sim/cli/listing.hpp"

#include <nlohmann/json.hpp>
#include <ostream>

#include "sim/cli/terminal.hpp"

namespace systole::sim {

void print(const Listing& listing, bool json, std::ostream& out) {
  if (json) {
    auto list = nlohmann::ordered_json::array();
    for (const auto& row : listing.rows) {
      nlohmann::ordered_json object;
      for (std::size_t i = 0; i < row.size(); ++i) object[listing.columns[i].title] = row[i];
      list.push_back(std::move(object));
    }
    out << list.dump(2) << '\n';
    return;
  }
  reports::Table table{listing.columns};
  for (const auto& row : listing.rows) table.row({row.begin(), row.end()});
  out << table.print(output_style());
}

}  // namespace systole::sim
