// Texts that are kept as files: `SYSTOLE_UPDATE_GOLDENS=1 reports_tests` writes them anew, for a look at the diff.
#pragma once

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "tests/support/source_root.hpp"
#include "tests/support/temporary_directory.hpp"

namespace systole::tests {

/// Compares `text` with tests/reports/data/`name`.
inline void check_golden(const std::string& name, const std::string& text) {
  const auto path = std::filesystem::path{source_root()} / "tests/reports/data" / name;
  if (std::getenv("SYSTOLE_UPDATE_GOLDENS") != nullptr) {
    write_text(path, text);
    return;
  }
  INFO("to accept the new text: SYSTOLE_UPDATE_GOLDENS=1 build/<preset>/tests/reports_tests");
  CHECK(text == file_text(path));
}

}  // namespace systole::tests
