#include "sim/store/store_reader.hpp"

#include <fmt/format.h>

#include "sim/store/columns.hpp"
#include "sim/store/schema.hpp"
#include "sim/store/store_error.hpp"

namespace systole::sim {
namespace {

constexpr int kPatience = 10'000;  // milliseconds that a writer may hold the store

SQLite::Database open_to_read(const std::string& path) {
  return with_store("read", path, [&] { return SQLite::Database{path, SQLite::OPEN_READONLY, kPatience}; });
}

}  // namespace

StoreReader::StoreReader(std::string path) : path_{std::move(path)}, database_{open_to_read(path_)} {
  with_store("read", path_, [&] {
    check_schema(database_, path_);
    about_ = read_about(database_);
  });
}

std::size_t StoreReader::size() const {
  return with_store("read", path_, [&] {
    SQLite::Statement count{database_, "SELECT count(*) FROM point"};
    count.executeStep();
    return static_cast<std::size_t>(count.getColumn(0).getInt64());
  });
}

void StoreReader::for_each(const std::function<void(const SweepRow&)>& visit) const {
  with_store("read", path_, [&] {
    const std::vector<StoreColumn> columns = store_columns(about_.axes);
    SQLite::Statement all{
        database_,
        fmt::format("SELECT {} FROM point ORDER BY design, accelerator, workload, detail, key", column_list(columns))};
    while (all.executeStep()) {
      SweepRow row;
      for (std::size_t i = 0; i < columns.size(); ++i) columns[i].take(all.getColumn(static_cast<int>(i)), row);
      visit(row);
    }
  });
}

std::vector<SweepRow> StoreReader::rows() const {
  std::vector<SweepRow> all;
  all.reserve(size());
  for_each([&](const SweepRow& row) { all.push_back(row); });
  return all;
}

}  // namespace systole::sim
