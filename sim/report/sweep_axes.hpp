// The axes of a sweep for its report: their values as numbers, and what sets them.
#pragma once

#include <string>
#include <vector>

#include "sim/report/document.hpp"

namespace systole::sim {

/// The texts behind --set that give an axis this value: "array.rows=16" and "array.cols=16".
std::vector<std::string> settings_of_value(const std::string& axis, const std::string& label);

/// One axis of the document; `values`: those that occur, in the sweep file's order.
ReportJson axis_json(const std::string& axis, const std::vector<std::string>& values);

}  // namespace systole::sim
