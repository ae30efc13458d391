#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>

#include "tests/support/source_root.hpp"

namespace fs = std::filesystem;

TEST_CASE("no source file is longer than 400 lines", "[H1]") {
  for (const char* room : {"models", "workloads", "hw", "traces", "reports", "sim", "tests"}) {
    for (const auto& entry : fs::recursive_directory_iterator{fs::path{systole::tests::source_root()} / room}) {
      const auto extension = entry.path().extension();
      if (extension != ".cpp" && extension != ".hpp") continue;
      std::ifstream file{entry.path()};
      int lines = 0;
      for (std::string line; std::getline(file, line);) ++lines;
      INFO(entry.path().string() << " has " << lines << " lines");
      CHECK(lines <= 400);
    }
  }
}
