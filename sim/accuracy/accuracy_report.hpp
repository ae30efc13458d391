// What was found about a network's numbers, for people and for files.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "reports/run_directory.hpp"
#include "reports/table.hpp"
#include "sim/accuracy/network_accuracy.hpp"
#include "sim/config/chip_reader.hpp"
#include "sim/inference/scales.hpp"

namespace systole::sim {

struct AccuracyReport {
  LoadedChip chip;
  std::string network;
  std::string data;
  Scales scales;
  NetworkAccuracy accuracy;
  ModelSize size;
  std::uint64_t seed = 1;
};

/// "43.2", "exact" without an error, "-" where there is nothing to compare.
std::string decibels(double sqnr_db);

std::string to_text(const AccuracyReport& report, const reports::Style& style);
std::string to_json(const AccuracyReport& report);
/// One row a stage.
std::string to_csv(const NetworkAccuracy& accuracy);

/// summary.json, accuracy.csv, scales.yaml and config.yaml, and what `more` writes, whole or not at all. Throws
/// models::UserError.
void write_directory(const AccuracyReport& report, const std::string& directory,
                     const std::function<void(const reports::RunDirectory&)>& more = {});

}  // namespace systole::sim
