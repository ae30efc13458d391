#include <memory>
#include <string>
#include <vector>

#include "sim/answers/pareto_report.hpp"
#include "sim/answers/store_designs.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/terminal.hpp"

namespace systole::sim {

namespace {

struct ParetoFlags {
  std::string store;
  std::vector<std::string> objectives;
  std::size_t max_rows = 40;
  bool json = false;
};

}  // namespace

void add_pareto(CLI::App& app, CommandContext& context) {
  CLI::App* command = app.add_subcommand(
      "pareto", "Say which designs of a sweep no other one beats, where the front bends, and which knob matters");
  auto flags = std::make_shared<ParetoFlags>();
  command->add_option("store", flags->store, "Store of a sweep (systole sweep --out)")->required();
  command
      ->add_option("--objectives", flags->objectives,
                   "Other objectives than the sweep's: metrics with commas, such as cycles,area_um2 or, of several "
                   "workloads, 'cycles (worst)'")
      ->delimiter(',');
  command->add_option("--max-rows", flags->max_rows, "Rows of the front to print; 0: all")->capture_default_str();
  command->add_flag("--json", flags->json, "Print JSON instead of tables");
  command->callback([flags, &context] {
    const StoreReader store{flags->store};
    const DesignTable designs = designs_of(store, flags->objectives);
    const ParetoAnswer answer = pareto_answer(designs);
    const std::string& sweep = store.about().sweep;
    context.out << (flags->json ? pareto_json(sweep, designs, answer)
                                : pareto_text(sweep, designs, answer, output_style(), flags->max_rows));
  });
}

}  // namespace systole::sim
