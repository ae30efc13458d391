// Keys of the section `cim`, which a chip without CIM macros does not have.
#pragma once

#include <vector>

#include "sim/config/key_spec.hpp"

namespace systole::sim {

/// In the order in which the resolved config prints them; none is printed for a chip without macros.
std::vector<KeySpec> cim_keys();

}  // namespace systole::sim
