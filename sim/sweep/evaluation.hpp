// What a sweep knows of one point: the figures that objectives, tables and plots are made of. One row of the store.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/results.hpp"

namespace systole::sim {

/// Of one forward of the workload. The same figures as summary.json's totals.
struct Evaluation {
  models::CycleStack cycles;
  std::int64_t macs = 0;
  std::int64_t dram_read_bytes = 0;
  std::int64_t dram_write_bytes = 0;
  std::int64_t sram_read_bytes = 0;
  std::int64_t sram_write_bytes = 0;
  double latency_s = 0;
  double utilization = 0;           // 0..1
  double ridge_mac_per_byte = 0;    // peak MACs a cycle / DRAM bytes a cycle; 0: DRAM without a limit
  std::optional<double> energy_pj;  // none: the chip names no energy table
  std::optional<double> area_um2;
  std::optional<double> sqnr_db;  // none: not asked for

  bool operator==(const Evaluation&) const = default;
};

/// A figure of an Evaluation that may be an objective, an axis of a plot or a column.
struct Metric {
  std::string name;   // "cycles", "latency_s", "energy_pj", "edp_js", "dram_bytes", "tops_per_w", "sqnr_db", ...
  std::string label;  // for people
  std::string unit;
  std::string doc;
  bool more_is_better = false;
  std::optional<double> (*get)(const Evaluation&) = nullptr;
};

/// All metrics, in the order of the store's columns and of tables.
const std::vector<Metric>& metrics();
/// Throws models::UserError with the nearest name.
const Metric& metric_named(const std::string& name);

/// An evaluation, or why there is none.
struct Outcome {
  std::optional<Evaluation> evaluation;
  std::string error;   // one line; empty: evaluated
  double seconds = 0;  // that it took
};

}  // namespace systole::sim
