// Options of `systole accuracy cim`.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/cim/study.hpp"
#include "sim/cli/cim_flags.hpp"

namespace systole::sim {

struct CimStudyFlags : CimFlags {
  CimAxes axes;
  std::vector<std::string> range;
  std::vector<std::string> averaging;
  std::vector<std::string> rows;
  std::vector<std::string> act_scale;
  std::vector<std::string> divisor;
  std::string scales;
  std::string inputs;
  std::int64_t tokens = 0;
  bool has_tokens = false;
  bool has_seed = false;
  bool has_method = false;
  bool save_outputs = false;
  int threads = 0;
  std::size_t max_rows = 80;
};

/// All options but those of CimFlags' makers.
void add_study_options(CLI::App& command, CimStudyFlags& flags);

/// The lists of values. Throws models::UserError for rows that are none.
CimAxes axes_of(const CimStudyFlags& flags);

}  // namespace systole::sim
