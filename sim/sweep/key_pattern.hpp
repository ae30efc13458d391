// Keys by a pattern: scratchpad.*.size. A * stands for one whole part of a path.
#pragma once

#include <string>
#include <vector>

#include "sim/config/key_spec.hpp"

namespace systole::sim {

/// In the order of the table; none where nothing matches.
std::vector<const KeySpec*> keys_matching(const std::string& pattern);

}  // namespace systole::sim
