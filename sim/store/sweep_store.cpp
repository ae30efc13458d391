#include "sim/store/sweep_store.hpp"

#include <SQLiteCpp/Transaction.h>
#include <fmt/format.h>

#include <charconv>

#include "models/errors.hpp"
#include "sim/store/schema.hpp"
#include "sim/store/store_error.hpp"

namespace systole::sim {
namespace {

/// A reader may hold the store for a moment.
constexpr int kPatience = 10'000;  // milliseconds

SQLite::Database open_to_write(const std::string& path) {
  // A store belongs to the thread that made it: locking for each value would be a fifth of the time of a row.
  const int flags = SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX;
  return with_store("open", path, [&] { return SQLite::Database{path, flags, kPatience}; });
}

void prepare(SQLite::Database& database) {
  // Commits are not flushed to the disk one by one: a process that dies loses nothing by it; a power failure may lose
  // the last of them, and never more.
  database.exec("PRAGMA journal_mode = WAL");
  database.exec("PRAGMA synchronous = NORMAL");
  database.exec("PRAGMA wal_autocheckpoint = 4000");
}

}  // namespace

SweepStore::SweepStore(std::string path, const StoreAbout& about)
    : path_{std::move(path)}, lock_{path_}, database_{open_to_write(path_)}, columns_{store_columns(about.axes)} {
  with_store("open", path_, [&] {
    if (is_empty_store(database_)) {
      prepare(database_);
      create_schema(database_, about);
    } else {
      check_schema(database_, path_);
      check_same(path_, read_about(database_), about);
      prepare(database_);
    }
    const std::string list = column_list(columns_);
    std::string marks = "?";
    for (std::size_t i = 1; i < columns_.size(); ++i) marks += ", ?";
    insert_.emplace(database_, fmt::format("INSERT INTO point ({}) VALUES ({})", list, marks));
    select_.emplace(database_, fmt::format("SELECT {} FROM point WHERE id = ?", list));
    load_keys();
  });
}

SweepStore::~SweepStore() {
  insert_.reset();
  select_.reset();
  // One plain file, which can be read from a read-only directory, too. It stays in write-ahead mode if it is being
  // read.
  try {
    database_.exec("PRAGMA journal_mode = DELETE");
  } catch (const SQLite::Exception&) {
    return;
  }
}

SweepStore::Key SweepStore::parse_key(const std::string& text) {
  constexpr std::size_t kHalf = 16;
  Key key{};
  bool good = text.size() == 2 * kHalf;
  for (std::size_t i = 0; good && i < key.size(); ++i) {
    const char* begin = text.data() + i * kHalf;
    const auto read = std::from_chars(begin, begin + kHalf, key[i], 16);
    good = read.ec == std::errc{} && read.ptr == begin + kHalf;
  }
  if (!good) throw models::ModelError(fmt::format("a point's key is '{}', not 32 hex digits", text));
  return key;
}

void SweepStore::load_keys() {
  known_.clear();
  SQLite::Statement all{database_, "SELECT id, key FROM point"};
  while (all.executeStep()) {
    const std::string key = all.getColumn(1).getString();
    if (!known_.emplace(parse_key(key), all.getColumn(0).getInt64()).second)
      throw models::UserError(fmt::format("the store '{}' has two rows of the key {}", path_, key));
  }
}

std::optional<SweepRow> SweepStore::find(const std::string& key) {
  const auto found = known_.find(parse_key(key));
  if (found == known_.end()) return std::nullopt;
  return with_store("read", path_, [&] {
    select_->bind(1, found->second);
    SweepRow row;
    if (!select_->executeStep()) throw models::UserError(fmt::format("the store '{}' lost the row of {}", path_, key));
    for (std::size_t i = 0; i < columns_.size(); ++i) columns_[i].take(select_->getColumn(static_cast<int>(i)), row);
    select_->reset();
    return row;
  });
}

std::int64_t SweepStore::insert(const SweepRow& row) {
  insert_->tryReset();  // after one that failed
  for (std::size_t i = 0; i < columns_.size(); ++i) columns_[i].put(*insert_, static_cast<int>(i) + 1, row);
  insert_->exec();
  insert_->reset();
  return database_.getLastInsertRowid();
}

void SweepStore::write(std::span<const SweepRow> rows) {
  if (rows.empty()) return;
  std::unordered_map<Key, std::int64_t, KeyHash> added;
  with_store("write", path_, [&] {
    SQLite::Transaction transaction{database_};
    for (const SweepRow& row : rows) {
      const Key key = parse_key(row.point.key);
      if (known_.contains(key) || !added.emplace(key, insert(row)).second)
        throw models::ModelError(fmt::format("the point {} is stored twice", row.point.key));
    }
    transaction.commit();
  });
  known_.merge(added);
}

void SweepStore::replace(const SweepRow& row) {
  const auto found = known_.find(parse_key(row.point.key));
  if (found == known_.end()) throw models::ModelError(fmt::format("there is no row of {} to replace", row.point.key));
  with_store("write", path_, [&] {
    SQLite::Transaction transaction{database_};
    SQLite::Statement remove{database_, "DELETE FROM point WHERE id = ?"};
    remove.bind(1, found->second);
    remove.exec();
    const std::int64_t id = insert(row);
    transaction.commit();
    found->second = id;
  });
}

std::vector<std::pair<std::string, std::int64_t>> SweepStore::failures() const {
  return with_store("read", path_, [&] {
    std::vector<std::pair<std::string, std::int64_t>> all;
    SQLite::Statement errors{database_,
                             "SELECT error, count(*) AS points FROM point WHERE error IS NOT NULL GROUP BY error "
                             "ORDER BY points DESC, error"};
    while (errors.executeStep()) all.emplace_back(errors.getColumn(0).getString(), errors.getColumn(1).getInt64());
    return all;
  });
}

std::size_t SweepStore::forget_failures() {
  return with_store("write", path_, [&] {
    const int gone = database_.exec("DELETE FROM point WHERE error IS NOT NULL");
    load_keys();
    return static_cast<std::size_t>(gone);
  });
}

}  // namespace systole::sim
