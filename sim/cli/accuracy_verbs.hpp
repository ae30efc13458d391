// The verbs below `systole accuracy`.
#pragma once

#include "sim/cli/commands.hpp"

namespace systole::sim {

void add_overflow(CLI::App& accuracy, CommandContext& context);
void add_sensitivity(CLI::App& accuracy, CommandContext& context);
void add_ptq(CLI::App& accuracy, CommandContext& context);
void add_observers(CLI::App& accuracy, CommandContext& context);
void add_accumulators(CLI::App& accuracy, CommandContext& context);
void add_requantize(CLI::App& accuracy, CommandContext& context);
void add_cim(CLI::App& accuracy, CommandContext& context);

}  // namespace systole::sim
