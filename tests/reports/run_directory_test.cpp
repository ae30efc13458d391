#include <catch2/catch.hpp>

#include <iterator>

#include "models/errors.hpp"
#include "reports/run_directory.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace systole::tests;
using systole::models::ModelError;
using systole::models::UserError;
using systole::reports::RunDirectory;
namespace fs = std::filesystem;

namespace {

std::ptrdiff_t entries(const fs::path& path) {
  return std::distance(fs::directory_iterator{path}, fs::directory_iterator{});
}

void make_run(const fs::path& target, const std::string& summary) {
  RunDirectory run{target};
  run.write("summary.json", summary);
  run.commit();
}

}  // namespace

TEST_CASE("a run directory appears whole at the commit, and parents with it", "[D4]") {
  const TemporaryDirectory directory;
  const auto target = directory / "deep" / "out";
  RunDirectory run{target};
  run.write("summary.json", "{}");
  run.write("traces/dram.csv", "0,1\n");
  CHECK_FALSE(fs::exists(target));
  run.commit();
  CHECK(file_text(target / "summary.json") == "{}");
  CHECK(file_text(target / "traces" / "dram.csv") == "0,1\n");
  CHECK(entries(directory / "deep") == 1);
}

TEST_CASE("without a commit nothing remains", "[D4]") {
  const TemporaryDirectory directory;
  {
    RunDirectory run{directory / "out"};
    run.write("summary.json", "{}");
    CHECK(entries(directory.path()) == 1);
  }
  CHECK(entries(directory.path()) == 0);
}

TEST_CASE("an earlier run is replaced at the commit, with all its files", "[D4]") {
  const TemporaryDirectory directory;
  make_run(directory / "out", "old");
  write_text(directory / "out" / "waves.vcd", "old waves");
  RunDirectory run{directory / "out"};
  run.write("summary.json", "new");
  CHECK(file_text(directory / "out" / "summary.json") == "old");
  run.commit();
  CHECK(file_text(directory / "out" / "summary.json") == "new");
  CHECK(entries(directory / "out") == 1);
  CHECK(entries(directory.path()) == 1);
}

TEST_CASE("a run that fails leaves the earlier one as it was", "[D4]") {
  const TemporaryDirectory directory;
  make_run(directory / "out", "old");
  {
    RunDirectory run{directory / "out"};
    run.write("layers.csv", "half");
  }
  CHECK(file_text(directory / "out" / "summary.json") == "old");
  CHECK(entries(directory.path()) == 1);
}

TEST_CASE("a commit without a summary is a fault of ours and leaves the earlier run", "[D4]") {
  const TemporaryDirectory directory;
  make_run(directory / "out", "old");
  RunDirectory run{directory / "out"};
  CHECK_THROWS_AS(run.commit(), ModelError);
  CHECK(file_text(directory / "out" / "summary.json") == "old");
}

TEST_CASE("a directory that became foreign while the run was going is not replaced", "[D4]") {
  const TemporaryDirectory directory;
  RunDirectory run{directory / "out"};
  run.write("summary.json", "new");
  fs::create_directory(directory / "out");
  write_text(directory / "out" / "thesis.tex", "precious");
  CHECK_THROWS_AS(run.commit(), UserError);
  CHECK(file_text(directory / "out" / "thesis.tex") == "precious");
}

TEST_CASE("an empty directory is taken", "[D4]") {
  const TemporaryDirectory directory;
  fs::create_directory(directory / "out");
  make_run(directory / "out", "new");
  CHECK(file_text(directory / "out" / "summary.json") == "new");
}

TEST_CASE("foreign directories and files are refused before anything is simulated", "[D4]") {
  const TemporaryDirectory directory;
  fs::create_directory(directory / "home");
  write_text(directory / "home" / "thesis.tex", "precious");
  CHECK_THROWS_WITH(RunDirectory(directory / "home"), Catch::Contains("holds files but no summary.json"));
  CHECK_THROWS_WITH(RunDirectory(directory / "home" / "thesis.tex"), Catch::Contains("is a file"));
  CHECK_THROWS_WITH(RunDirectory(directory / "home" / "thesis.tex" / "out"), Catch::Contains("Not a directory"));
  CHECK_THROWS_AS(RunDirectory(fs::path{}), UserError);
  CHECK_THROWS_WITH(RunDirectory("."), Catch::Contains("current directory") || Catch::Contains("holds files"));
  CHECK(entries(directory.path()) == 1);
  CHECK(entries(directory / "home") == 1);
}

TEST_CASE("a trailing slash and a link name the same directory", "[D4]") {
  const TemporaryDirectory directory;
  make_run(directory / "out/", "old");
  CHECK(file_text(directory / "out" / "summary.json") == "old");
  fs::create_directory_symlink(directory / "out", directory / "latest");
  make_run(directory / "latest", "new");
  CHECK(file_text(directory / "out" / "summary.json") == "new");
  CHECK(fs::is_symlink(directory / "latest"));
}

TEST_CASE("two runs into one directory do not disturb each other: the later commit stays", "[D4]") {
  const TemporaryDirectory directory;
  RunDirectory first{directory / "out"};
  RunDirectory second{directory / "out"};
  first.write("summary.json", "first");
  second.write("summary.json", "second");
  second.commit();
  first.commit();
  CHECK(file_text(directory / "out" / "summary.json") == "first");
  CHECK(entries(directory.path()) == 1);
}
