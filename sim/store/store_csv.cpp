#include "sim/store/store_csv.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reports/layers_csv.hpp"
#include "sim/store/columns.hpp"

namespace systole::sim {

void write_csv(const StoreReader& store, std::ostream& out) {
  std::vector<StoreColumn> columns = store_columns(store.about().axes);
  std::erase_if(columns, [](const StoreColumn& column) { return column.name == "seconds"; });
  std::vector<Metric> computed;
  for (const Metric& metric : metrics())
    if (std::none_of(columns.begin(), columns.end(), [&](const auto& column) { return column.name == metric.name; }))
      computed.push_back(metric);

  std::string line;
  for (const StoreColumn& column : columns) line += reports::csv_field(column.name) + ',';
  for (const Metric& metric : computed) line += metric.name + ',';
  const auto end_line = [&] {
    line.back() = '\n';
    out << line;
    line.clear();
  };
  end_line();
  store.for_each([&](const SweepRow& row) {
    for (const StoreColumn& column : columns) line += reports::csv_field(column.print(row)) + ',';
    for (const Metric& metric : computed) {
      const auto value = row.outcome.evaluation ? metric.get(*row.outcome.evaluation) : std::nullopt;
      line += (value ? fmt::format("{}", *value) : "") + ',';
    }
    end_line();
  });
}

}  // namespace systole::sim
