// The network files that are shipped.
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/source_root.hpp"
#include "tests/workloads/network_support.hpp"
#include "workloads/readers/reader.hpp"

namespace systole::workloads {

inline std::filesystem::path shipped_directory() {
  return std::filesystem::path{systole::tests::source_root()} / "workloads" / "networks";
}

/// File names, sorted.
inline std::vector<std::string> shipped_files() {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator{shipped_directory()}) {
    files.push_back(entry.path().filename().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

inline Network shipped(const std::string& file) {
  return read_network((shipped_directory() / file).string());
}

}  // namespace systole::workloads
