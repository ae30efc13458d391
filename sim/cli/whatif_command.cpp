#include <memory>
#include <string>
#include <vector>

#include "sim/answers/variants_report.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/interrupt.hpp"
#include "sim/cli/terminal.hpp"

namespace systole::sim {

namespace {

struct WhatifFlags {
  RunRequest request;
  std::vector<std::string> changes;
  std::vector<std::string> metrics{"latency_s", "energy_pj", "area_um2", "dram_bytes"};
  std::string detail = "event";
  bool json = false;
};

}  // namespace

void add_whatif(CLI::App& app, CommandContext& context) {
  CLI::App* command = app.add_subcommand("whatif", "Put a chip beside variants of it, on a network");
  auto flags = std::make_shared<WhatifFlags>();
  command->add_option("-a,--accelerator", flags->request.accelerator, "Config file, or the name of a shipped one")
      ->required();
  command->add_option("-w,--workload", flags->request.workload, "Network, or the name of a shipped one")->required();
  command
      ->add_option("--set", flags->changes,
                   "A variant: array.rows=32, or keys that change together: 'array.rows=32; array.cols=32'")
      ->type_name("KEY=VALUE")
      ->required();
  command->add_option("--base", flags->request.overrides, "Override a key in all rows, the baseline's too")
      ->type_name("KEY=VALUE");
  command->add_option("--metrics", flags->metrics, "Figures to show, with commas")
      ->delimiter(',')
      ->capture_default_str();
  command->add_option("--detail", flags->detail, "analytic or event")
      ->check(CLI::IsMember({"analytic", "event"}))
      ->capture_default_str();
  command->add_flag("--json", flags->json, "Print JSON instead of the table, with all metrics");
  command->callback([flags, &context] {
    std::vector<const Metric*> shown;
    for (const std::string& name : flags->metrics) shown.push_back(&metric_named(name));
    RunRequest& request = flags->request;
    request.detail = flags->detail == "analytic" ? Detail::analytic : Detail::event;
    std::vector<std::string> notes;
    add_environment(context.environment, request.accelerator, request.overrides, notes);
    for (const std::string& note : notes) context.err << "note: " << note << '\n';
    remember_interrupts();
    request.stop_requested = interrupted;
    const std::vector<VariantResult> results = what_if(request, flags->changes);
    context.out << (flags->json ? variants_json(request, results)
                                : variants_text(request, results, shown, output_style()));
  });
}

}  // namespace systole::sim
