// Two runs side by side, as a report shows them.
#pragma once

#include <filesystem>

#include "sim/report/document.hpp"

namespace systole::sim {

/// Throws models::UserError when a directory is no run, or its files are damaged or of an older systole.
ReportJson compare_document(const std::filesystem::path& a, const std::filesystem::path& b);

}  // namespace systole::sim
