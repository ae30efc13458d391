// The writer of a sweep's store: knows which points have been evaluated, and adds rows as points finish. One a store,
// at a time, whatever the process (WriterLock); readers are StoreReader. A batch of rows is one transaction: whatever
// happens, it is there or it is not.
#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "sim/store/about.hpp"
#include "sim/store/columns.hpp"
#include "sim/store/writer_lock.hpp"
#include "sim/sweep/row.hpp"

namespace systole::sim {

class SweepStore {
 public:
  /// Makes the store, or goes on with one of the same sweep, which is not changed if anything is wrong with it. Throws
  /// models::UserError: it is another sweep's, or the file changed since; another process writes it; it is no store,
  /// damaged, of a newer schema, or cannot be written.
  SweepStore(std::string path, const StoreAbout& about);
  SweepStore(const SweepStore&) = delete;
  SweepStore& operator=(const SweepStore&) = delete;
  ~SweepStore();

  const std::string& path() const { return path_; }
  /// Points with a row.
  std::size_t size() const { return known_.size(); }
  /// What is known of the point with this key.
  std::optional<SweepRow> find(const std::string& key);
  /// One transaction. Throws models::UserError when it cannot be written (nothing of it is then), and ModelError for a
  /// key that has a row, or twice in `rows`.
  void write(std::span<const SweepRow> rows);
  /// Puts `row` in the place of the one with its key. Throws as write() does, and ModelError where there is none.
  void replace(const SweepRow& row);
  /// Errors of failed points and how many have them, the most frequent first.
  std::vector<std::pair<std::string, std::int64_t>> failures() const;
  /// Takes the rows of failed points away, so that they are tried again. How many there were.
  std::size_t forget_failures();

 private:
  using Key = std::array<std::uint64_t, 2>;
  /// Keys are digests: any of their bits are as good as a hash.
  struct KeyHash {
    std::size_t operator()(const Key& key) const { return key[0]; }
  };

  std::int64_t insert(const SweepRow& row);
  static Key parse_key(const std::string& text);
  void load_keys();

  std::string path_;
  WriterLock lock_;
  SQLite::Database database_;
  std::vector<StoreColumn> columns_;
  std::unordered_map<Key, std::int64_t, KeyHash> known_;  // row numbers
  std::optional<SQLite::Statement> insert_;
  std::optional<SQLite::Statement> select_;
};

}  // namespace systole::sim
