// A document as a page, and its charts as pictures.
#pragma once

#include <filesystem>

#include "sim/report/document.hpp"

namespace systole::sim {

/// Throws models::UserError when this systole was built without the page, and says what is missing.
void check_page();

/// One file, whole or not at all. Throws models::UserError when it cannot be written.
void write_page(const ReportJson& document, const std::filesystem::path& file);

/// NAME.svg of each chart and NAME.csv of its rows. Throws models::UserError when there is no Node, or when it fails.
void write_plots(const ReportJson& document, const std::filesystem::path& directory);

}  // namespace systole::sim
