// What other verbs found about a run's network, as parts of its document.
#pragma once

#include <string>

#include "sim/report/document.hpp"

namespace systole::sim {

/// `path`: a directory of `systole accuracy`, or a file of the JSON that it prints. Throws models::UserError where it
/// is neither.
ReportJson accuracy_findings(const std::string& path);

/// The same of `systole accuracy cim`.
ReportJson cim_findings(const std::string& path);

}  // namespace systole::sim
