// A run as JSON. Keys keep their order; what is an integer stays an exact integer.
#pragma once

#include <string>

#include "models/results.hpp"

namespace systole::reports {

/// summary.json: what ran, with which config and seed, and the totals.
std::string summary_json(const models::RunResult& run);

/// The summary and, under "layers", every figure of every layer: `--json`.
std::string to_json(const models::RunResult& run);

}  // namespace systole::reports
