#include <catch2/catch.hpp>

#include <filesystem>
#include <iterator>
#include <string>

#include "models/errors.hpp"
#include "reports/output_file.hpp"
#include "tests/support/temporary_directory.hpp"

using systole::models::UserError;
using systole::reports::OutputFile;
using systole::reports::write_whole_file;

TEST_CASE("a file has its content once it is closed", "[D4]") {
  const systole::tests::TemporaryDirectory directory;
  OutputFile file{directory / "a.txt"};
  file.stream() << "content\n";
  file.close();
  CHECK(systole::tests::file_text(directory / "a.txt") == "content\n");
}

TEST_CASE("a full disk is an error with path and reason, found at the close of a short file", "[D4]") {
  OutputFile file{"/dev/full"};
  file.stream() << "few bytes, still in the buffer";
  CHECK_THROWS_WITH(file.close(), "cannot write '/dev/full': No space left on device");
}

TEST_CASE("a disk that fills in the middle is an error too", "[D4]") {
  OutputFile file{"/dev/full"};
  for (int i = 0; i < 100; ++i) file.stream() << std::string(10'000, 'x');
  CHECK_THROWS_AS(file.close(), UserError);
}

TEST_CASE("a file that cannot be created is an error with path and reason", "[D4]") {
  const systole::tests::TemporaryDirectory directory;
  CHECK_THROWS_WITH(OutputFile(directory / "no" / "a.txt"),
                    Catch::Contains("cannot create '") && Catch::Contains("No such file or directory"));
}

TEST_CASE("a whole file replaces the one before when all is written, and makes its directory", "[D4]") {
  const systole::tests::TemporaryDirectory directory;
  const auto path = directory / "new" / "a.html";
  write_whole_file(path, "first");
  write_whole_file(path, "second");
  CHECK(systole::tests::file_text(path) == "second");
  CHECK(std::distance(std::filesystem::directory_iterator{directory / "new"}, {}) == 1);
}

TEST_CASE("a whole file that cannot be written leaves what was there, and nothing beside it", "[D4]") {
  const systole::tests::TemporaryDirectory directory;
  systole::tests::write_text(directory / "file", "kept");
  std::filesystem::create_directory(directory / "a.html");
  CHECK_THROWS_WITH(write_whole_file(directory / "a.html", "text"), Catch::Contains("is a directory"));
  CHECK_THROWS_WITH(write_whole_file(directory / "file" / "a.html", "text"),
                    Catch::Contains("cannot create the directory"));
  CHECK_THROWS_WITH(write_whole_file("", "text"), Catch::Contains("is empty"));
  CHECK_THROWS_WITH(write_whole_file("/dev/full", "text"), Catch::Contains("No space left on device"));
  CHECK(systole::tests::file_text(directory / "file") == "kept");
  CHECK(std::distance(std::filesystem::directory_iterator{directory.path()}, {}) == 2);
}
