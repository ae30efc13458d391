// Golden texts: compared with files of the repository, and written there when SYSTOLE_UPDATE_GOLDENS is set.
#pragma once

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "tests/support/source_root.hpp"
#include "tests/support/temporary_directory.hpp"

namespace systole::tests {

inline const std::filesystem::path& source_directory() {
  static const std::filesystem::path path{source_root()};
  return path;
}

/// `file` is relative to the repository.
inline void check_golden(const std::string& file, const std::string& actual) {
  const std::filesystem::path path = source_directory() / file;
  if (std::getenv("SYSTOLE_UPDATE_GOLDENS") != nullptr) {
    write_text(path, actual);
    return;
  }
  const std::string expected = std::filesystem::exists(path) ? file_text(path) : "";
  INFO("if the new text is right: SYSTOLE_UPDATE_GOLDENS=1 scripts/test.sh, and review the diff of " << file);
  CHECK(actual == expected);
}

/// Makes relative paths start at `directory` for as long as it lives.
class WorkingDirectory {
 public:
  explicit WorkingDirectory(const std::filesystem::path& directory) : previous_{std::filesystem::current_path()} {
    std::filesystem::current_path(directory);
  }
  WorkingDirectory(const WorkingDirectory&) = delete;
  WorkingDirectory& operator=(const WorkingDirectory&) = delete;
  ~WorkingDirectory() {
    std::error_code ignored;
    std::filesystem::current_path(previous_, ignored);
  }

 private:
  std::filesystem::path previous_;
};

}  // namespace systole::tests
