// Configs for tests.
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "sim/config/chip_reader.hpp"
#include "tests/sim/config_golden.hpp"

namespace systole::tests {

inline std::string good_config() {
  return file_text(source_directory() / "tests/sim/data/good_config.yaml");
}

inline models::Chip chip_from(const std::string& yaml) {
  return sim::read_chip(workloads::parse_document(yaml, "chip.yaml"));
}

/// The shipped accelerators, sorted by name.
inline std::vector<std::filesystem::path> preset_files() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(source_directory() / "configs/accelerators")) {
    files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// The code of the error that `action` throws, or "none".
template <class Action>
std::string error_code(Action action) {
  try {
    action();
  } catch (const workloads::DocumentError& error) {
    return error.diagnostic().code;
  }
  return "none";
}

}  // namespace systole::tests
