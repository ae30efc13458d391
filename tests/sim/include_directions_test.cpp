// Floors: models <- workloads <- (hw, traces, reports) <- sim, never upward. SystemC stays in hw, traces and the one
// file of sim that elaborates; yaml-cpp behind one file.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>

#include "tests/support/source_root.hpp"

namespace fs = std::filesystem;

namespace {

const std::map<std::string, std::set<std::string>> kMayInclude{
    {"models", {"models"}},
    {"workloads", {"models", "workloads"}},
    {"hw", {"models", "hw"}},
    {"traces", {"models", "traces"}},
    {"reports", {"models", "reports"}},
    {"sim", {"models", "workloads", "hw", "traces", "reports", "sim"}},
};

template <class Visit>
void for_each_include(Visit visit) {
  static const std::regex pattern{R"(^\s*#\s*include\s*["<]([^">]+)[">])"};
  for (const auto& [room, allowed] : kMayInclude) {
    for (const auto& entry : fs::recursive_directory_iterator{fs::path{systole::tests::source_root()} / room}) {
      const auto extension = entry.path().extension();
      if (extension != ".cpp" && extension != ".hpp") continue;
      std::ifstream file{entry.path()};
      std::smatch match;
      for (std::string line; std::getline(file, line);)
        if (std::regex_search(line, match, pattern))
          visit(room, fs::relative(entry.path(), systole::tests::source_root()).string(), match[1].str());
    }
  }
}

}  // namespace

TEST_CASE("no room includes a room above it", "[H1]") {
  int seen = 0;
  for_each_include([&](const std::string& room, const std::string& file, const std::string& header) {
    const std::string target = header.substr(0, header.find('/'));
    if (kMayInclude.count(target) == 0) return;
    ++seen;
    INFO(file << " includes " << header);
    CHECK(kMayInclude.at(room).count(target) == 1);
  });
  CHECK(seen > 100);
}

TEST_CASE("SystemC and yaml-cpp are included where they belong and nowhere else", "[H1]") {
  int kernel = 0;
  int yaml = 0;
  for_each_include([&](const std::string& room, const std::string& file, const std::string& header) {
    INFO(file << " includes " << header);
    const bool elaborates = room == "hw" || room == "traces" || file == "sim/run/measured.cpp";
    if (header == "systemc" || header == "tlm" || header.rfind("tlm_utils/", 0) == 0 || header.rfind("hw/", 0) == 0) {
      ++kernel;
      CHECK(elaborates);
    }
    if (header.rfind("yaml-cpp", 0) == 0) {
      ++yaml;
      CHECK(file == "workloads/document/document.cpp");
    }
  });
  CHECK(kernel > 5);
  CHECK(yaml >= 1);
}
