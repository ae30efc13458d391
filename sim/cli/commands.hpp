// The verbs. Each adds its options to the parser, and its work to be called when it was chosen.
#pragma once

#include <CLI/CLI.hpp>
#include <ostream>

#include "sim/cli/environment.hpp"
#include "sim/workers/sweep_ranks.hpp"

namespace systole::sim {

struct CommandContext {
  std::ostream& out;
  std::ostream& err;
  SweepRanks* ranks = nullptr;
  int status = 0;
  Environment environment{};
};

void add_run(CLI::App& app, CommandContext& context);
void add_explain(CLI::App& app, CommandContext& context);
void add_inspect(CLI::App& app, CommandContext& context);
void add_compare(CLI::App& app, CommandContext& context);
void add_sweep(CLI::App& app, CommandContext& context);
void add_merge(CLI::App& app, CommandContext& context);
void add_export(CLI::App& app, CommandContext& context);
void add_pareto(CLI::App& app, CommandContext& context);
void add_whatif(CLI::App& app, CommandContext& context);
void add_optimize_dataflow(CLI::App& app, CommandContext& context);
void add_report(CLI::App& app, CommandContext& context);
void add_list(CLI::App& app, CommandContext& context);
void add_accuracy(CLI::App& app, CommandContext& context);
void add_calibrate(CLI::App& app, CommandContext& context);
void add_check(CLI::App& app, CommandContext& context);

}  // namespace systole::sim
