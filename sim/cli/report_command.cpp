#include <filesystem>
#include <memory>
#include <string>

#include "models/errors.hpp"
#include "sim/cli/commands.hpp"
#include "sim/report/compare_document.hpp"
#include "sim/report/run_document.hpp"
#include "sim/report/sweep_document.hpp"
#include "sim/report/write_report.hpp"

namespace systole::sim {

namespace {

namespace fs = std::filesystem;

struct ReportFlags {
  std::string source;
  std::string other;
  std::string out;
  std::string plots;
  RunDocumentOptions run;
  bool json = false;
};

ReportJson document_of(const ReportFlags& flags) {
  const bool more = !flags.run.accuracy.empty() || !flags.run.cim.empty();
  if (!flags.other.empty()) {
    if (more) throw models::UserError("--accuracy and --cim belong to the report of one run");
    return compare_document(flags.source, flags.other);
  }
  if (fs::is_directory(flags.source)) return run_document(flags.source, flags.run);
  if (!fs::exists(flags.source))
    throw models::UserError("there is no '" + flags.source +
                            "': a report is of a run's directory (systole run --out) or of a sweep's store (systole "
                            "sweep --out)");
  if (more) throw models::UserError("--accuracy and --cim belong to the report of one run");
  return sweep_document(flags.source);
}

/// Beside what the report is of: out/demo.html of out/demo, tiny.html of tiny.db.
fs::path default_file(const ReportFlags& flags) {
  const auto plain = [](const fs::path& path) { return path.has_filename() ? path : path.parent_path(); };
  fs::path file = fs::weakly_canonical(fs::absolute(plain(flags.source)));
  const bool is_run = fs::is_directory(file);
  fs::path name = is_run ? file.filename() : file.stem();
  if (!flags.other.empty()) name += "-" + fs::weakly_canonical(fs::absolute(plain(flags.other))).filename().string();
  name += ".html";
  return plain(flags.source).parent_path() / name;
}

void report(const ReportFlags& flags, CommandContext& context) {
  if (!flags.json) check_page();
  const ReportJson document = document_of(flags);
  if (flags.json) {
    context.out << report_text(document) << '\n';
    return;
  }
  if (!flags.plots.empty()) {
    write_plots(document, flags.plots);
    context.out << "pictures in " << flags.plots << '\n';
    if (flags.out.empty()) return;
  }
  const fs::path file = flags.out.empty() ? default_file(flags) : fs::path{flags.out};
  write_page(document, file);
  context.out << "report in " << file.string() << '\n';
}

}  // namespace

void add_report(CLI::App& app, CommandContext& context) {
  CLI::App* command = app.add_subcommand(
      "report", "Write a run, a sweep or two runs as one HTML file of charts and tables, which needs no network");
  auto flags = std::make_shared<ReportFlags>();
  command->add_option("source", flags->source, "Directory of a run (systole run --out), or store of a sweep")
      ->required();
  command->add_option("other", flags->other, "Directory of a second run: differences are shown first");
  command->add_option("--out", flags->out, "The file; default: beside the source, with its name and .html");
  command->add_option(
      "--plots", flags->plots,
      "Directory for the charts as NAME.svg, with their rows as NAME.csv, instead of the file (or, with "
      "--out, too)");
  command->add_option("--accuracy", flags->run.accuracy,
                      "What `systole accuracy` found about the run's network: its directory, or its JSON");
  command->add_option("--cim", flags->run.cim,
                      "What `systole accuracy cim` found about the run's network: its directory, or its JSON");
  command->add_flag("--json", flags->json, "Print what the report is made of (docs/report.md), and write nothing");
  command->callback([flags, &context] { report(*flags, context); });
}

}  // namespace systole::sim
