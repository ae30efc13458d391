// docs/dse_store.md has the columns that stores have.
#include <catch2/catch.hpp>
#include <sstream>

#include "sim/store/columns.hpp"
#include "sim/store/schema.hpp"
#include "tests/support/source_root.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace systole;

TEST_CASE("the page about stores lists every column with its type and meaning, and its schema", "[H3]") {
  const std::string page = tests::file_text(tests::source_root() + "/docs/dse_store.md");
  std::string expected = "| `id` | INTEGER | counts rows |\n";
  for (const sim::StoreColumn& column : sim::store_columns({}))
    expected +=
        "| `" + column.name + "` | " + column.type.substr(0, column.type.find(' ')) + " | " + column.doc + " |\n";
  std::istringstream lines{page};
  std::string found;
  bool inside = false;
  for (std::string line; std::getline(lines, line);) {
    inside = (inside || line.starts_with("| `id`")) && line.starts_with("| `");
    if (inside) found += line + '\n';
  }
  CHECK(found == expected);
  CHECK(page.find("`user_version` the schema, " + std::to_string(sim::kStoreSchema) + ".") != std::string::npos);
}
