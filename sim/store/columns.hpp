// The columns of the table of points: one table for creating, writing, reading and documenting them
// (docs/dse_store.md).
#pragma once

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>

#include <functional>
#include <string>
#include <vector>

#include "sim/sweep/row.hpp"

namespace systole::sim {

struct StoreColumn {
  std::string name;
  std::string type;  // of a STRICT table: INTEGER, REAL or TEXT, with NOT NULL where no row goes without
  std::string doc;
  std::function<void(SQLite::Statement&, int index, const SweepRow&)> put;
  std::function<void(const SQLite::Column&, SweepRow&)> take;
  std::function<std::string(const SweepRow&)> print;  // exactly; empty where it is NULL
};

/// Who the point is, a column an axis, why it failed, what was found. Columns are to be taken in this order.
/// Throws models::UserError when an axis has the name of another column.
std::vector<StoreColumn> store_columns(const std::vector<std::string>& axes);

}  // namespace systole::sim
