#include <fmt/format.h>

#include <map>
#include <memory>

#include "models/errors.hpp"
#include "reports/console.hpp"
#include "reports/summary_json.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/interrupt.hpp"
#include "sim/cli/ranges.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/report/run_report.hpp"
#include "sim/run/recorded_run.hpp"

namespace systole::sim {

namespace {

struct RunFlags {
  RunRequest request;
  std::string detail = "event";
  std::string directory;
  std::string inputs;
  std::string modules;
  std::string window;
  std::string folds;
  std::string report;
  std::size_t max_rows = 80;
  bool json = false;
  bool quiet = false;
};

void set_window(TraceRequest& traces, const std::string& window) {
  const auto cycles = parse_range(window, ':', false);
  if (!cycles) throw models::UserError("--vcd-window '" + window + "': write BEGIN:END in cycles, as in 1000:2000");
  traces.begin = models::Cycles{cycles->first};
  traces.end = models::Cycles{cycles->second};
}

/// PEs are many: they are shown when the array is asked for by name, or a part of its work is.
void set_pes(const RunFlags& flags, RunRequest& request) {
  TraceRequest& traces = request.traces;
  const bool named = !traces.modules.empty() && traces::records(traces.modules, traces::Module::array);
  traces.pes = !traces.pe_layer.empty() || !flags.folds.empty() || (named && request.detail == Detail::cycle);
  if (traces.pes) traces.waveform = true;
  if (flags.folds.empty()) return;
  const auto folds = parse_range(flags.folds, ':', true);
  if (!folds || folds->second < folds->first)
    throw models::UserError("--vcd-folds '" + flags.folds + "': write a fold or FIRST:LAST, as in 3 or 3:5");
  traces.folds = traces::FoldRange{folds->first, folds->second};
}

void run_and_print(RunFlags& flags, const CLI::App& command, CommandContext& context) {
  RunRequest& request = flags.request;
  if (flags.detail == "analytic") request.detail = Detail::analytic;
  if (flags.detail == "cycle") request.detail = Detail::cycle;
  if (!flags.inputs.empty()) request.inputs = flags.inputs;
  if (!flags.directory.empty()) request.directory = flags.directory;
  request.traces.waveform = command.count("--vcd") > 0 || !flags.window.empty();
  request.traces.modules = traces::parse_modules(flags.modules);
  if (!flags.window.empty()) set_window(request.traces, flags.window);
  set_pes(flags, request);

  std::vector<std::string> notes;
  add_environment(context.environment, request.accelerator, request.overrides, notes);
  remember_interrupts();
  request.stop_requested = interrupted;
  models::RunResult result;
  {
    Progress progress{context.err, "layers", flags.quiet};
    request.progress = [&](std::size_t done, std::size_t of) { progress.update(done, of); };
    result = flags.report.empty() ? recorded_run(request) : reported_run(request, flags.report);
  }
  if (!flags.quiet)
    for (const std::vector<std::string>& all : {notes, result.notes})
      for (const std::string& note : all) context.err << "note: " << note << '\n';
  if (flags.json) {
    context.out << reports::to_json(result) << '\n';
  } else if (!flags.quiet) {
    context.out << reports::console(result, {output_style(), flags.max_rows});
    if (request.directory || !flags.report.empty()) context.out << '\n';
    if (request.directory) context.out << "results in " << *request.directory << '\n';
    if (!flags.report.empty()) context.out << "report in " << flags.report << '\n';
  }
}

}  // namespace

void add_run(CLI::App& app, CommandContext& context) {
  CLI::App* command = app.add_subcommand("run", "Run a network on an accelerator");
  auto flags = std::make_shared<RunFlags>();
  RunRequest& request = flags->request;
  command->add_option("-a,--accelerator", request.accelerator, "Config file, or the name of a shipped one")->required();
  command
      ->add_option("-w,--workload", request.workload, "Network (.yaml, SCALE-Sim .csv), or the name of a shipped one")
      ->required();
  command
      ->add_option("--detail", flags->detail,
                   "analytic (closed forms), event (SystemC, a tile at a time) or cycle (every register of the array)")
      ->check(CLI::IsMember({"analytic", "event", "cycle"}))
      ->capture_default_str();
  command->add_option("--out", flags->directory, "Directory for the results; an earlier run there is replaced");
  command
      ->add_option("--vcd", flags->modules,
                   "Write waves.vcd and waves.gtkw, of all modules or of a list such as array,ofmap")
      ->expected(0, 1);
  command->add_option("--report", flags->report,
                      "Write the run as one HTML file, too, with its course in time (but at analytic)");
  command->add_option("--vcd-window", flags->window, "Only cycles BEGIN:END of the waveform");
  command->add_option("--vcd-layer", request.traces.pe_layer,
                      "Detail cycle: the registers of PEs, only during this layer (all layers: --vcd array)");
  command->add_option("--vcd-folds", flags->folds,
                      "Detail cycle: the registers of PEs, only in these folds: FIRST:LAST");
  command->add_flag("--timeline", request.traces.timeline, "Write timeline.json, for ui.perfetto.dev");
  command->add_option("--inputs", flags->inputs,
                      "Operands of detail cycle (.npz): TENSOR, LAYER.weight, LAYER.bias, "
                      "LAYER.a, LAYER.b; what is not there is drawn from the seed");
  command->add_option("--seed", request.seed, "Seed of drawn operands")->capture_default_str();
  command->add_flag("--save-outputs", request.save_outputs,
                    "Write outputs.npz (LAYER.acc, LAYER.out) and operands.npz (what --inputs would take)");
  command->add_flag("--address-traces", request.traces.addresses,
                    "Write traces/*.csv: scratchpad addresses by cycle, in SCALE-Sim's layout");
  command->add_option("--set", request.overrides, "Override a key of the config: array.rows=32")
      ->type_name("KEY=VALUE");
  command->add_option("--max-rows", flags->max_rows, "Rows of layers to print; 0: all")->capture_default_str();
  command->add_flag("--json", flags->json, "Print JSON instead of the table");
  command->add_flag("-q,--quiet", flags->quiet, "Print nothing but errors (and what --json asks for)");
  command->callback([flags, command, &context] { run_and_print(*flags, *command, context); });
}

}  // namespace systole::sim
