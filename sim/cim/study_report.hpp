// What a study of CIM arrays found, for people and for files.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "reports/run_directory.hpp"
#include "reports/text.hpp"
#include "sim/cim/study.hpp"

namespace systole::sim {

struct CimStudyReport {
  std::string workload;     // network, or file of products
  std::string accelerator;  // its name; "defaults" without one
  std::string config;       // what was resolved, as YAML
  std::string data;
  std::string weights;
  std::string scales;  // empty: none were needed
  std::uint64_t seed = 1;
  std::vector<std::string> notes;
  std::vector<CimStudyRow> rows;
};

/// What varies over the rows, and the figures.
std::string to_text(const CimStudyReport& report, std::size_t max_rows, const reports::Style& style);
std::string to_json(const CimStudyReport& report);
/// cim_accuracy.csv: one row a point and subject.
std::string to_csv(const std::vector<CimStudyRow>& rows);

/// A column of the table, by its name in the JSON and the file.
struct CimStudyColumn {
  std::string name;
  std::string label;  // as the table's title
  std::string unit;   // "dB", "share", "count" or "text"
  bool is_figure = false;
};
/// Parameters first, then figures; those that only files have are not among them.
std::vector<CimStudyColumn> cim_study_columns();

/// summary.json, cim_accuracy.csv, config.yaml and what `more` writes, whole or not at all. Throws models::UserError.
void write_directory(const CimStudyReport& report, const std::string& directory,
                     const std::function<void(const reports::RunDirectory&)>& more = {});

}  // namespace systole::sim
