// The verbs below `systole calibrate`.
#pragma once

#include "sim/cli/commands.hpp"

namespace systole::sim {

void add_calibrate_cim(CLI::App& calibrate_app, CommandContext& context);

}  // namespace systole::sim
