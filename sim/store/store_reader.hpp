// Reads a store, also while a sweep writes it: what is committed when a question is asked.
#pragma once

#include <SQLiteCpp/Database.h>

#include <functional>
#include <string>
#include <vector>

#include "sim/store/about.hpp"
#include "sim/sweep/row.hpp"

namespace systole::sim {

class StoreReader {
 public:
  /// Throws models::UserError when there is no such file, it is no store, it is damaged, or of a newer schema.
  explicit StoreReader(std::string path);

  const std::string& path() const { return path_; }
  const StoreAbout& about() const { return about_; }
  std::size_t size() const;

  /// In the order of design, base chip, workload and detail, whoever evaluated them in whatever order.
  void for_each(const std::function<void(const SweepRow&)>& visit) const;
  std::vector<SweepRow> rows() const;

 private:
  std::string path_;
  SQLite::Database database_;
  StoreAbout about_;
};

}  // namespace systole::sim
