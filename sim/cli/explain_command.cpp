#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "models/errors.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/config/chip_reader.hpp"
#include "sim/explain/explain.hpp"
#include "sim/run/recorded_run.hpp"
#include "workloads/document/diagnostic.hpp"
#include "workloads/document/document.hpp"
#include "workloads/readers/network_yaml.hpp"

namespace systole::sim {

namespace {

struct ExplainFlags {
  std::string directory;
  std::string layer;
};

Program program_of(const std::string& directory) {
  const std::filesystem::path path{directory};
  if (!std::filesystem::exists(path / "summary.json"))
    throw models::UserError("'" + directory + "' is no run: it has no summary.json (systole run --out DIR makes one)");
  return Program{load_chip((path / kConfigFile).string(), {}).chip,
                 workloads::read_network_yaml((path / kNetworkFile).string())};
}

/// A run of another version of systole, or one that was edited, may not be what is explained.
void warn_when_recorded_otherwise(const ExplainFlags& flags, const Program& program, std::ostream& err) {
  const std::string text =
      workloads::read_text_file((std::filesystem::path{flags.directory} / "summary.json").string());
  const auto summary = nlohmann::json::parse(text, nullptr, false);
  const auto recorded =
      summary.is_object() && summary.contains("totals") ? summary["totals"].value("cycles", std::int64_t{-1}) : -1;
  RunOptions analytic;
  analytic.detail = Detail::analytic;
  const std::int64_t now = run(program, analytic).cycles().total().count();
  if (recorded == now) return;
  const bool registers = summary.is_object() && summary.value("detail", std::string{}) == "cycle";
  err << "note: the run recorded " << recorded << " cycles, "
      << (registers ? "with stalls of real addresses at the scratchpads' banks; the closed forms find "
                    : "this systole finds ")
      << now << "; the text explains the latter\n";
}

const ProgramLayer& layer_of(const Program& program, const std::string& name) {
  std::vector<std::string> names;
  for (const ProgramLayer& layer : program.layers()) {
    names.push_back(program.network().layers()[layer.index].name);
    if (names.back() == name) return layer;
  }
  const std::string near = workloads::nearest(name, names);
  throw models::UserError("no layer '" + name + "' in this run" +
                          (near.empty() ? "" : "; did you mean '" + near + "'?") + " (layers.csv lists them)");
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
    const std::string text =
        flags->layer.empty() ? explain_run(program) : explain_layer(program, layer_of(program, flags->layer));
    context.out << reports::readable(text, output_style());
  });
}

}  // namespace systole::sim
