// A run's recorded timeline as a part of its document.
#pragma once

#include <filesystem>

#include "models/chip/chip.hpp"
#include "sim/report/run_layers.hpp"

namespace systole::sim {

/// `summary`: summary.json. Throws models::UserError when the file is damaged, or of another run.
ReportJson timeline_json(const std::filesystem::path& file, const ReportJson& summary, const models::Chip& chip,
                         const RunLayers& layers);

}  // namespace systole::sim
