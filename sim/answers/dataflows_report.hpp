// A study of dataflows as a table and as JSON.
#pragma once

#include <string>

#include "reports/text.hpp"
#include "sim/answers/dataflows.hpp"

namespace systole::sim {

/// `max_rows`: of layers; of more, those that gain most over the best single dataflow. 0: all.
std::string dataflows_text(const std::string& title, const DataflowStudy& study, const reports::Style& style,
                           std::size_t max_rows);
std::string dataflows_json(const std::string& title, const DataflowStudy& study);

}  // namespace systole::sim
