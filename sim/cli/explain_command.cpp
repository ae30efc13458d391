#include <memory>
#include <optional>

#include "sim/cli/commands.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/explain/explain.hpp"
#include "sim/run/past_run.hpp"
#include "sim/run/run.hpp"

namespace systole::sim {

namespace {

struct ExplainFlags {
  std::string directory;
  std::string layer;
};

/// A run of another version of systole, or one that was edited, may not be what is explained.
void warn_when_recorded_otherwise(const ExplainFlags& flags, const Program& program, std::ostream& err) {
  const PastRun past = past_run(flags.directory);
  RunOptions analytic;
  analytic.detail = Detail::analytic;
  const std::int64_t now = run(program, analytic).cycles().total().count();
  if (past.cycles == now) return;
  const bool registers = past.detail == "cycle";
  err << "note: the run recorded " << past.cycles << " cycles, "
      << (registers ? "with stalls of real addresses at the scratchpads' banks; the closed forms find "
                    : "this systole finds ")
      << now << "; the text explains the latter\n";
}

}  // namespace

void add_explain(CLI::App& app, CommandContext& context) {
  CLI::App* command = app.add_subcommand("explain", "Say why a run's numbers are what they are");
  auto flags = std::make_shared<ExplainFlags>();
  command->add_option("run", flags->directory, "Directory of a run (systole run --out)")->required();
  command->add_option("layer", flags->layer, "Layer to explain; without it the whole run");
  command->callback([flags, &context] {
    const Program program = program_of(flags->directory);
    warn_when_recorded_otherwise(*flags, program, context.err);
    const std::optional<models::EnergyTable> energy = energy_table_of(flags->directory);
    const std::string text = flags->layer.empty()
                                 ? explain_run(program, energy ? &*energy : nullptr)
                                 : explain_layer(program, layer_of(program, flags->layer), energy ? &*energy : nullptr);
    context.out << reports::readable(text, output_style());
  });
}

}  // namespace systole::sim
