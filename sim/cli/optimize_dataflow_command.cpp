#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "sim/answers/dataflows_report.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/files/shipped.hpp"
#include "workloads/readers/reader.hpp"

namespace systole::sim {

namespace {

struct DataflowFlags {
  std::string accelerator;
  std::string workload;
  std::string objective;
  std::vector<std::string> overrides;
  std::size_t max_rows = 80;
  bool json = false;
};

}  // namespace

void add_optimize_dataflow(CLI::App& app, CommandContext& context) {
  CLI::App* command = app.add_subcommand(
      "optimize-dataflow", "Find the best dataflow and tiling for each layer, against the best single dataflow");
  auto flags = std::make_shared<DataflowFlags>();
  command->add_option("-a,--accelerator", flags->accelerator, "Config file, or the name of a shipped one")->required();
  command->add_option("-w,--workload", flags->workload, "Network, or the name of a shipped one")->required();
  command->add_option("--objective", flags->objective, "cycles, traffic or energy; default: the config's")
      ->check(CLI::IsMember({"cycles", "traffic", "energy"}));
  command->add_option("--set", flags->overrides, "Override a key of the config")->type_name("KEY=VALUE");
  command->add_option("--max-rows", flags->max_rows, "Rows of layers to print; 0: all")->capture_default_str();
  command->add_flag("--json", flags->json, "Print JSON instead of the table");
  command->callback([flags, &context] {
    std::vector<std::string> overrides = flags->overrides;
    if (!flags->objective.empty()) overrides.push_back("mapping.objective=" + flags->objective);
    std::vector<std::string> notes;
    add_environment(context.environment, flags->accelerator, overrides, notes);
    for (const std::string& note : notes) context.err << "note: " << note << '\n';
    const LoadedChip chip = load_chip(find_file(Shelf::accelerators, flags->accelerator), overrides);
    const workloads::Network network = workloads::read_network(find_file(Shelf::workloads, flags->workload));
    const DataflowStudy study = study_dataflows(chip, network);
    const std::string title = fmt::format("{} on {}", network.name(), chip.chip.name);
    context.out << (flags->json ? dataflows_json(title, study)
                                : dataflows_text(title, study, output_style(), flags->max_rows));
  });
}

}  // namespace systole::sim
