#include "sim/store/merge.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "models/errors.hpp"
#include "sim/store/store_reader.hpp"
#include "sim/store/sweep_store.hpp"

namespace systole::sim {
namespace {

constexpr std::size_t kBatch = 1024;

StoreAbout whole(StoreAbout about) {
  about.shard.clear();
  return about;
}

bool same_file(const std::string& a, const std::string& b) {
  std::error_code ignored;
  return std::filesystem::equivalent(a, b, ignored);
}

/// The rows of one part, but for those that are known.
class Adder {
 public:
  Adder(SweepStore& store, const std::string& part) : store_{store}, part_{part} {}

  void add(const SweepRow& row) {
    if (const auto known = store_.find(row.point.key)) {
      if (known->outcome.evaluation != row.outcome.evaluation || known->outcome.error != row.outcome.error)
        throw models::UserError(
            fmt::format("the point {} of '{}' is in another part, too, with other figures: the parts are not of one "
                        "systole, or a limit of time or memory cut one of them short",
                        row.point.key, part_));
      ++repeated_;
      // Of designs that come to the same chip, the first has the row, as in a sweep that was never parted.
      if (row.point.design < known->point.design) store_.replace(row);
      return;
    }
    rows_.push_back(row);
    if (rows_.size() == kBatch) flush();
  }
  void flush() {
    store_.write(rows_);
    rows_.clear();
  }
  std::size_t repeated() const { return repeated_; }

 private:
  SweepStore& store_;
  const std::string& part_;
  std::vector<SweepRow> rows_;
  std::size_t repeated_ = 0;
};

}  // namespace

MergeResult merge_stores(const std::string& into, const std::vector<std::string>& parts) {
  if (parts.empty()) throw models::UserError("merge: name the stores to put together");
  std::vector<StoreReader> readers;
  for (const std::string& part : parts) {
    if (same_file(into, part)) throw models::UserError(fmt::format("merge: '{}' is both a part and the result", part));
    readers.emplace_back(part);
    check_same(part, whole(readers.back().about()), whole(readers.front().about()));
  }
  SweepStore store{into, whole(readers.front().about())};
  MergeResult result;
  for (const StoreReader& reader : readers) {
    Adder adder{store, reader.path()};
    reader.for_each([&](const SweepRow& row) { adder.add(row); });
    adder.flush();
    result.repeated += adder.repeated();
  }
  result.rows = store.size();
  return result;
}

}  // namespace systole::sim
