// The results of a run as its directory holds them: read from summary.json, layers.csv and config.yaml, computed anew
// nowhere.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/chip/chip.hpp"

namespace systole::sim {

struct RecordedLayer {
  std::string name;
  std::string engine;
  std::int64_t cycles = 0;
  std::int64_t dram_bytes = 0;
  std::optional<double> energy_pj;
};

struct RecordedResult {
  std::string directory;
  std::string version;
  std::string accelerator;
  std::string workload;
  std::string detail;
  std::int64_t forwards = 1;
  models::Chip chip;
  std::optional<std::string> energy_table;  // the text of the table that was used
  std::vector<std::pair<std::string, std::int64_t>> cycle_stack;
  std::vector<std::pair<std::string, double>> components;  // energy, pJ; empty: not computed
  std::map<std::string, double> figures;                   // by the names of comparison.cpp; those that the run has
  std::vector<RecordedLayer> layers;
};

/// Throws UserError when the directory is no run, or its files are damaged or of an older systole.
RecordedResult read_result(const std::filesystem::path& run);

}  // namespace systole::sim
