// A table that can be printed, or written as JSON: a list of objects with the columns' titles as keys.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "reports/table.hpp"

namespace systole::sim {

struct Listing {
  std::vector<reports::Column> columns;
  std::vector<std::vector<std::string>> rows;
};

/// Prints the table in the terminal's style, or JSON.
void print(const Listing& listing, bool json, std::ostream& out);

}  // namespace systole::sim
