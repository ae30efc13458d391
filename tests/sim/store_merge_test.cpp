// Shards of a sweep, put together, are the sweep.
#include <catch2/catch.hpp>

#include "sim/store/merge.hpp"
#include "sim/store/sweep_store.hpp"
#include "tests/sim/store_support.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace systole;
using namespace systole::sim;
using namespace systole::tests;
using Catch::Contains;

namespace {

/// Every third row from `first` on, of `count`.
void make_shard(const std::string& path, std::uint64_t first, std::uint64_t count, const SweepRow* more = nullptr) {
  StoreAbout part = about();
  part.shard = fmt::format("{}/3", first + 1);
  SweepStore store{path, part};
  std::vector<SweepRow> all;
  for (std::uint64_t n = first; n < count; n += 3) all.push_back(row(n));
  if (more != nullptr) all.push_back(*more);
  store.write(all);
}

}  // namespace

TEST_CASE("merged shards have the rows of the whole sweep, in whatever order they come", "[H3]") {
  const TemporaryDirectory directory;
  std::vector<std::string> parts;
  for (const std::uint64_t first : {2U, 0U, 1U}) {
    parts.push_back(directory / fmt::format("{}.db", first));
    make_shard(parts.back(), first, 4000);
  }
  const std::string all = directory / "all.db";
  const MergeResult result = merge_stores(all, parts);
  CHECK(result.rows == 4000);
  CHECK(result.repeated == 0);
  CHECK(same(stored_rows(all), rows(0, 4000)));
  CHECK(StoreReader{all}.about().shard.empty());
  CHECK(merge_stores(all, parts).repeated == 4000);  // again: nothing changes
  CHECK(same(stored_rows(all), rows(0, 4000)));
  const SweepStore goes_on{all, about()};
  CHECK(goes_on.size() == 4000);
}

TEST_CASE("a chip that two shards evaluated has one row, that of the design with the lower number", "[H3]") {
  const TemporaryDirectory directory;
  SweepRow twin = row(4);
  twin.point.design = 3;  // in the first shard
  make_shard(directory / "1.db", 0, 9, &twin);
  make_shard(directory / "2.db", 1, 9);
  const bool turned = GENERATE(false, true);
  std::vector<std::string> parts{directory / "1.db", directory / "2.db"};
  if (turned) std::swap(parts[0], parts[1]);
  CHECK(merge_stores(directory / "all.db", parts).repeated == 1);
  SweepStore all{directory / "all.db", about()};
  CHECK(all.size() == 6);
  CHECK(all.find(row(4).point.key)->point.design == 3);
}

TEST_CASE("parts that do not belong together are refused before anything is written", "[H3]") {
  const TemporaryDirectory directory;
  const std::string one = directory / "1.db";
  const std::string all = directory / "all.db";
  make_shard(one, 0, 9);
  StoreAbout other = about();
  other.plan += "detail: event\n";
  { const SweepStore store{directory / "other.db", other}; }
  CHECK_THAT(user_error([&] {
               merge_stores(all, {one, directory / "other.db"});
             }),
             Contains("other.db' belongs to the sweep") && Contains("now:    (no more lines)"));
  CHECK_THAT(user_error([&] { merge_stores(all, {one, directory / "none.db"}); }), Contains("cannot read the store"));
  CHECK_THAT(user_error([&] { merge_stores(one, {one}); }), Contains("both a part and the result"));
  CHECK_THAT(user_error([&] { merge_stores(all, {}); }), Contains("name the stores"));
  CHECK_FALSE(std::filesystem::exists(all));
}

TEST_CASE("parts with different figures for one point are an error that names it", "[H3]") {
  const TemporaryDirectory directory;
  SweepRow wrong = row(4);
  wrong.outcome.evaluation->macs += 1;
  make_shard(directory / "1.db", 0, 9, &wrong);
  make_shard(directory / "2.db", 1, 9);
  CHECK_THAT(user_error([&] {
               merge_stores(directory / "all.db", {directory / "1.db", directory / "2.db"});
             }),
             Contains(row(4).point.key) && Contains("with other figures"));
}
