#include "sim/report/run_report.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "sim/report/run_document.hpp"
#include "sim/report/scratch_directory.hpp"
#include "sim/report/write_report.hpp"

namespace systole::sim {

std::string command_of(const RunRequest& request) {
  std::string command = fmt::format("systole run -a {} -w {} --detail {}", shell_word(request.accelerator),
                                    shell_word(request.workload), detail_name(request.detail));
  for (const std::string& setting : request.overrides) command += " --set " + shell_word(setting);
  if (request.detail != Detail::cycle) return command;
  command += fmt::format(" --seed {}", request.seed);
  if (request.inputs) command += " --inputs " + shell_word(*request.inputs);
  return command;
}

models::RunResult reported_run(RunRequest request, const std::filesystem::path& report) {
  check_page();
  request.traces.timeline = request.traces.timeline || request.detail != Detail::analytic;
  std::optional<ScratchDirectory> scratch;
  RunDocumentOptions options;
  if (!request.directory) {
    scratch.emplace(report.string() + ".run");
    request.directory = (scratch->path() / "run").string();
    options.command = command_of(request);
    options.source = report.string();
  }
  const std::filesystem::path directory = *request.directory;
  models::RunResult result = recorded_run(request);
  write_page(run_document(directory, options), report);
  return result;
}

}  // namespace systole::sim
