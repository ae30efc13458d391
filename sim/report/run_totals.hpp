// The figures of a run that stand first in its report.
#pragma once

#include "sim/report/document.hpp"

namespace systole::sim {

/// `summary`: summary.json. A list of {"name", "value", "remark"}, names of reports::figure_words.
ReportJson run_totals(const ReportJson& summary);

}  // namespace systole::sim
