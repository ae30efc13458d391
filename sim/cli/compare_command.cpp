#include <memory>
#include <string>

#include "sim/cli/commands.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/compare/comparison_report.hpp"
#include "sim/report/compare_document.hpp"
#include "sim/report/write_report.hpp"

namespace systole::sim {

namespace {

struct CompareFlags {
  std::string a;
  std::string b;
  std::string report;
  std::size_t max_rows = 40;
  bool json = false;
};

}  // namespace

void add_compare(CLI::App& app, CommandContext& context) {
  CLI::App* command = app.add_subcommand("compare", "Put two runs side by side: what was changed, and what came of it");
  auto flags = std::make_shared<CompareFlags>();
  command->add_option("run_a", flags->a, "Directory of a run (systole run --out)")->required();
  command->add_option("run_b", flags->b, "Directory of another; ratios are B/A")->required();
  command->add_option("--max-rows", flags->max_rows, "Rows of layers to print, those that differ most; 0: all")
      ->capture_default_str();
  command->add_flag("--json", flags->json, "Print JSON instead of tables");
  command->add_option("--report", flags->report, "Write the comparison as one HTML file, too");
  command->callback([flags, &context] {
    if (!flags->report.empty()) check_page();
    const Comparison comparison = compare(read_result(flags->a), read_result(flags->b));
    context.out << (flags->json ? comparison_json(comparison)
                                : comparison_text(comparison, output_style(), flags->max_rows));
    if (flags->report.empty()) return;
    write_page(compare_document(flags->a, flags->b), flags->report);
    if (!flags->json) context.out << "\nreport in " << flags->report << '\n';
  });
}

}  // namespace systole::sim
