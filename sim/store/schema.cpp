#include "sim/store/schema.hpp"

#include <SQLiteCpp/Transaction.h>
#include <fmt/format.h>

#include "models/errors.hpp"

namespace systole::sim {
namespace {

std::string quoted(const std::string& name) {
  std::string text = "\"";
  for (const char letter : name) {
    if (letter == '"') text += '"';
    text += letter;
  }
  return text + '"';
}

std::int64_t number(const SQLite::Database& database, const char* query) {
  SQLite::Statement statement{database, query};
  statement.executeStep();
  return statement.getColumn(0).getInt64();
}

void insert_about(SQLite::Database& database, const StoreAbout& about) {
  SQLite::Statement sweep{database,
                          "INSERT INTO sweep (name, plan, plan_hash, shard, version, created) "
                          "VALUES (?, ?, ?, ?, ?, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))"};
  int index = 0;
  for (const std::string& value : {about.sweep, about.plan, about.plan_hash, about.shard, about.version})
    sweep.bind(++index, value);
  sweep.exec();
  SQLite::Statement axis{database, "INSERT INTO axis (number, name) VALUES (?, ?)"};
  for (std::size_t i = 0; i < about.axes.size(); ++i) {
    axis.bind(1, static_cast<std::int64_t>(i));
    axis.bind(2, about.axes[i]);
    axis.exec();
    axis.reset();
  }
}

}  // namespace

std::string column_list(const std::vector<StoreColumn>& columns) {
  std::string list;
  for (const StoreColumn& column : columns) list += (list.empty() ? "" : ", ") + quoted(column.name);
  return list;
}

bool is_empty_store(const SQLite::Database& database) {
  return number(database, "PRAGMA application_id") == 0 && number(database, "SELECT count(*) FROM sqlite_schema") == 0;
}

void create_schema(SQLite::Database& database, const StoreAbout& about) {
  std::string points = "CREATE TABLE point (id INTEGER PRIMARY KEY";
  for (const StoreColumn& column : store_columns(about.axes))
    points += fmt::format(", {} {}", quoted(column.name), column.type);
  SQLite::Transaction transaction{database};
  database.exec(
      "CREATE TABLE sweep (name TEXT NOT NULL, plan TEXT NOT NULL, plan_hash TEXT NOT NULL, shard TEXT NOT NULL, "
      "version TEXT NOT NULL, created TEXT NOT NULL) STRICT");
  database.exec("CREATE TABLE axis (number INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT");
  database.exec(points + ") STRICT");
  insert_about(database, about);
  database.exec(fmt::format("PRAGMA application_id = {}", kStoreId));
  database.exec(fmt::format("PRAGMA user_version = {}", kStoreSchema));
  transaction.commit();
}

void check_schema(const SQLite::Database& database, const std::string& path) {
  if (number(database, "PRAGMA application_id") != kStoreId)
    throw models::UserError(
        fmt::format("'{}' is no store of a sweep, though SQLite can read it; it was left as it is", path));
  const std::int64_t schema = number(database, "PRAGMA user_version");
  if (schema > kStoreSchema)
    throw models::UserError(
        fmt::format("the store '{}' was made by a newer systole (schema {}; this one reads up to {}): use that one",
                    path, schema, kStoreSchema));
  SQLite::Statement check{database, "PRAGMA quick_check(1)"};
  check.executeStep();
  if (const std::string found = check.getColumn(0).getString(); found != "ok")
    throw models::UserError(fmt::format(
        "the store '{}' is damaged ({}), and was left as it is; `sqlite3 FILE .recover` may save rows of a copy of it",
        path, found));
}

StoreAbout read_about(const SQLite::Database& database) {
  StoreAbout about;
  SQLite::Statement sweep{database, "SELECT name, plan, plan_hash, shard, version FROM sweep"};
  if (!sweep.executeStep()) throw models::UserError("the store has lost the table of its sweep");
  about.sweep = sweep.getColumn(0).getString();
  about.plan = sweep.getColumn(1).getString();
  about.plan_hash = sweep.getColumn(2).getString();
  about.shard = sweep.getColumn(3).getString();
  about.version = sweep.getColumn(4).getString();
  SQLite::Statement axis{database, "SELECT name FROM axis ORDER BY number"};
  while (axis.executeStep()) about.axes.push_back(axis.getColumn(0).getString());
  return about;
}

}  // namespace systole::sim
