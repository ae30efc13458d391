// The documents behind reports, as JSON (docs/report.md).
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "reports/causes.hpp"

namespace systole::sim {

using ReportJson = nlohmann::ordered_json;

/// Format, kind, version, title, words: what all documents begin with. `told`: whose cycles the causes are of.
ReportJson report_head(const std::string& kind, const std::string& version, const std::string& title,
                       reports::Told told);

/// A table of names to columns: {"name", "label", "unit", "definition"} of a figure of runs and sweeps.
ReportJson figure_json(const std::string& name);

/// The document on one line; text that is not UTF-8 is replaced.
std::string report_text(const ReportJson& document);

}  // namespace systole::sim
