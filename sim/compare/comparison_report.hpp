// A comparison as tables for a terminal, and as JSON.
#pragma once

#include <cstddef>
#include <string>

#include "reports/text.hpp"
#include "sim/compare/comparison.hpp"

namespace systole::sim {

/// Of more than `max_rows` layers (0: no limit), those whose cycles differ most.
std::string comparison_text(const Comparison& comparison, const reports::Style& style, std::size_t max_rows);

/// All layers; figures exact, null where a run does not have them.
std::string comparison_json(const Comparison& comparison);

}  // namespace systole::sim
