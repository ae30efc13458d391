// Single keys set from the command line: --set path=value.
#pragma once

#include <string>

#include "workloads/document/document.hpp"

namespace systole::sim {

/// Applies one "path=value"; `value` is a YAML scalar or flow value. A later override of the same key wins.
/// Throws DocumentError with origin "--set".
void apply_override(workloads::Node& root, const std::string& assignment);

}  // namespace systole::sim
