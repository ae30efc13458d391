// The database of a sweep (docs/dse_store.md): SQLite in write-ahead mode, so that a process that is killed loses only
// what it had not committed, and others may read while it writes.
#pragma once

#include <SQLiteCpp/Database.h>

#include <cstdint>
#include <string>
#include <vector>

#include "sim/store/about.hpp"
#include "sim/store/columns.hpp"

namespace systole::sim {

/// In the database's header: "syst", and the version of tables and columns.
inline constexpr std::int64_t kStoreId = 0x73797374;
inline constexpr std::int64_t kStoreSchema = 1;

/// No tables yet: new, or its maker was killed before it made them.
bool is_empty_store(const SQLite::Database& database);
void create_schema(SQLite::Database& database, const StoreAbout& about);
/// Throws models::UserError for a database that is no store, one of a newer schema, and a damaged one.
void check_schema(const SQLite::Database& database, const std::string& path);
StoreAbout read_about(const SQLite::Database& database);

/// "a, b, c", quoted as SQL's names.
std::string column_list(const std::vector<StoreColumn>& columns);

}  // namespace systole::sim
