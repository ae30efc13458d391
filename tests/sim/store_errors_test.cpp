// What may be wrong with a store: one clear error, and nothing is lost.
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>

#include "sim/store/store_reader.hpp"
#include "sim/store/sweep_store.hpp"
#include "tests/sim/store_support.hpp"
#include "tests/support/in_child.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace systole;
using namespace systole::sim;
using namespace systole::tests;
using Catch::Contains;

namespace {

std::string error_of_writing(const std::string& path, const StoreAbout& what = about()) {
  return user_error([&] { const SweepStore store{path, what}; });
}

std::string error_of_reading(const std::string& path) {
  return user_error([&] { const StoreReader reader{path}; });
}

void make_store(const std::string& path, std::uint64_t count = 50) {
  SweepStore store{path, about()};
  store.write(rows(0, count));
}

void damage(const std::string& path, std::size_t from, std::size_t length) {
  std::fstream file{path, std::ios::in | std::ios::out | std::ios::binary};
  file.seekp(static_cast<std::streamoff>(from));
  file << std::string(length, '\x5a');
}

/// As a user who may not write everywhere, whoever runs the tests.
std::string as_nobody(const std::function<std::string()>& work) {
  return in_child([&] {
    constexpr uid_t kNobody = 65534;
    if (::geteuid() == 0 && ::seteuid(kNobody) != 0) throw std::runtime_error("cannot become nobody");
    return work();
  });
}

}  // namespace

TEST_CASE("a store of a changed sweep file is refused with the line that changed, and keeps its rows", "[H3]") {
  const TemporaryDirectory directory;
  const std::string path = directory / "s.db";
  make_store(path);
  StoreAbout changed = about();
  changed.plan = "name: synthetic\npoints: 8\n";
  changed.plan_hash = "fedcba9876543210";
  const std::string error = error_of_writing(path, changed);
  CHECK_THAT(error, Contains("the sweep file has changed since"));
  CHECK_THAT(error, Contains("before: points: 7\n  now:    points: 8"));
  CHECK(same(stored_rows(path), rows(0, 50)));
  CHECK(error_of_writing(path).empty());
}

TEST_CASE("a store of another version of systole, or another shard, is refused", "[H3]") {
  const TemporaryDirectory directory;
  const std::string path = directory / "s.db";
  make_store(path);
  StoreAbout other = about();
  other.version = "1.3.0";
  CHECK_THAT(error_of_writing(path, other), Contains("was written by systole 1.2.3"));
  other = about();
  other.shard = "2/4";
  CHECK_THAT(error_of_writing(path, other), Contains("holds the whole sweep, not shard 2/4"));
  CHECK(same(stored_rows(path), rows(0, 50)));
}

TEST_CASE("a file that is no store is named as such and left as it is", "[H3]") {
  const TemporaryDirectory directory;
  const std::string text = directory / "text.db";
  const std::string letter(2000, 'x');
  write_text(text, letter);
  CHECK_THAT(error_of_writing(text), Contains("not a database") && Contains("not a store of systole"));
  CHECK_THAT(error_of_reading(text), Contains("not a store of systole"));
  CHECK(file_text(text) == letter);

  const std::string foreign = directory / "foreign.db";
  {
    SQLite::Database database{foreign, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
    database.exec("CREATE TABLE mail (subject TEXT)");
  }
  const std::string before = file_text(foreign);
  CHECK_THAT(error_of_writing(foreign), Contains("is no store of a sweep"));
  CHECK_THAT(error_of_reading(foreign), Contains("is no store of a sweep"));
  CHECK(file_text(foreign) == before);
}

TEST_CASE("a store of a newer schema says so", "[H3]") {
  const TemporaryDirectory directory;
  const std::string path = directory / "s.db";
  make_store(path);
  SQLite::Database{path, SQLite::OPEN_READWRITE}.exec("PRAGMA user_version = 2");
  CHECK_THAT(error_of_writing(path), Contains("newer systole (schema 2; this one reads up to 1)"));
  CHECK_THAT(error_of_reading(path), Contains("newer systole"));
}

TEST_CASE("a damaged store is not written to", "[H3]") {
  const TemporaryDirectory directory;
  const std::string path = directory / "s.db";
  make_store(path, 500);
  constexpr std::size_t kPage = 4096;
  const std::size_t size = std::filesystem::file_size(path);
  REQUIRE(size > 10 * kPage);
  SECTION("inside") {
    damage(path, size / kPage / 2 * kPage, kPage);
  }
  SECTION("at its end") {
    std::filesystem::resize_file(path, size - kPage);
  }
  const std::string before = file_text(path);
  CHECK_THAT(error_of_writing(path), Contains("damaged") && Contains("left as it is"));
  CHECK_THAT(error_of_reading(path), Contains("damaged"));
  CHECK(file_text(path) == before);
}

TEST_CASE("an empty file, which a killed process may leave, becomes a store", "[H3]") {
  const TemporaryDirectory directory;
  const std::string path = directory / "s.db";
  SECTION("of no bytes") {
    write_text(path, "");
  }
  SECTION("of a header without tables") {
    SQLite::Database{path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE}.exec("PRAGMA journal_mode = WAL");
    REQUIRE(std::filesystem::file_size(path) > 0);
  }
  make_store(path);
  CHECK(same(stored_rows(path), rows(0, 50)));
}

TEST_CASE("a missing store cannot be read, and reading makes none", "[H3]") {
  const TemporaryDirectory directory;
  const std::string path = directory / "none.db";
  CHECK_THAT(error_of_reading(path), Contains("cannot read the store") && Contains("none.db"));
  CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE("a disk without room is an error that says so, and what was written before stays", "[H3]") {
  const TemporaryDirectory directory;
  const std::string path = directory / "s.db";
  const std::string said = in_child([&]() -> std::string {
    SweepStore store{path, about()};
    store.write(rows(0, 50));
    // No file may grow beyond this: as full as a disk can be without one.
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{100'000, 100'000};
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) return "no limit";
    for (std::uint64_t from = 50; from < 5000; from += 50)
      if (std::string error = user_error([&] { store.write(rows(from, from + 50)); }); !error.empty())
        return fmt::format("{} {} {}", store.size(), stored_rows(path).size(), error);
    return "never full";
  });
  INFO(said);
  std::istringstream words{said};
  std::uint64_t written = 0;
  std::uint64_t readable = 0;
  words >> written >> readable;
  CHECK(written >= 50);
  CHECK(readable == written);
  CHECK_THAT(said, Contains("cannot write the store") && Contains("make room, and run the same command again"));
  CHECK(same(stored_rows(path), rows(0, written)));
  SweepStore again{path, about()};
  again.write(rows(written, written + 50));
  CHECK(same(stored_rows(path), rows(0, written + 50)));
}

TEST_CASE("a directory that may not be written to is an error with the reason", "[H3]") {
  const TemporaryDirectory directory;
  const std::string path = directory / "s.db";
  ::chmod(directory.path().c_str(), 0555);
  CHECK_THAT(as_nobody([&] { return error_of_writing(path); }),
             Contains("cannot write") && Contains("Permission denied"));
}

TEST_CASE("a finished store is one file, which can be read where nothing may be written", "[H3]") {
  const TemporaryDirectory directory;
  const std::string path = directory / "s.db";
  make_store(path);
  const std::filesystem::directory_iterator files{directory.path()};
  CHECK(std::distance(begin(files), end(files)) == 1);
  ::chmod(path.c_str(), 0444);
  ::chmod(directory.path().c_str(), 0555);
  CHECK(as_nobody([&] { return fmt::format("{} rows", stored_rows(path).size()); }) == "50 rows");
  CHECK_THAT(as_nobody([&] { return error_of_writing(path); }), Contains("cannot write"));
}

TEST_CASE("a second process is told who writes the store", "[H3]") {
  const TemporaryDirectory directory;
  const std::string path = directory / "s.db";
  SweepStore store{path, about()};
  store.write(rows(0, 5));
  const std::string said = in_child([&] { return error_of_writing(path); });
  CHECK_THAT(said, Contains(fmt::format("is being written by another systole (process {})", ::getpid())));
  store.write(rows(5, 9));  // and goes on
  CHECK(store.size() == 9);
}

TEST_CASE("a writer that is killed leaves no lock, and all that it committed", "[H3]") {
  const TemporaryDirectory directory;
  const std::string path = directory / "s.db";
  const std::string said = in_child([&]() -> std::string {
    SweepStore store{path, about()};
    store.write(rows(0, 123));
    std::raise(SIGKILL);
    return "";
  });
  CHECK(said == "died");
  CHECK(same(stored_rows(path), rows(0, 123)));  // a reader finds it in the log
  SweepStore store{path, about()};
  CHECK(store.size() == 123);
}
