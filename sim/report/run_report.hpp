// A run that is reported at once.
#pragma once

#include <filesystem>

#include "sim/run/recorded_run.hpp"

namespace systole::sim {

/// As recorded_run does, with its course in time unless it has none (analytic), and writes the report. Where the
/// request names no directory, the results are kept in one for as long as this takes.
models::RunResult reported_run(RunRequest request, const std::filesystem::path& report);

/// The command line that makes the request again.
std::string command_of(const RunRequest& request);

}  // namespace systole::sim
