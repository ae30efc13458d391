// Single keys set from the command line, --set path=value, or by a sweep.
#pragma once

#include <string>

#include "workloads/document/document.hpp"

namespace systole::sim {

/// Applies one "path=value"; `value` is a YAML scalar or flow value. A later override of the same key wins.
/// Throws DocumentError with origin "--set".
void apply_override(workloads::Node& root, const std::string& assignment);

/// The key `path` has that value, whatever it had before; sections on the way are made.
void set_value(workloads::Node& root, const std::string& path, workloads::Node value);

}  // namespace systole::sim
