#include <memory>

#include "models/errors.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/ranges.hpp"
#include "sim/inspect/inspect.hpp"

namespace systole::sim {

namespace {

struct InspectFlags {
  InspectRequest request;
  std::string directory;
  std::string folds = "0";
  std::string pe = "0,0";
};

void inspect_and_print(InspectFlags& flags, CommandContext& context) {
  const auto folds = parse_range(flags.folds, ':', true);
  if (!folds || folds->second < folds->first)
    throw models::UserError("--fold '" + flags.folds + "': write a fold or FIRST:LAST, as in 3 or 3:5");
  const auto pe = parse_range(flags.pe, ',', false);
  if (!pe) throw models::UserError("--pe '" + flags.pe + "': write ROW,COL, as in 2,1");
  InspectRequest& request = flags.request;
  request.run = flags.directory;
  request.first_fold = folds->first;
  request.last_fold = folds->second;
  request.row = static_cast<std::size_t>(pe->first);
  request.col = static_cast<std::size_t>(pe->second);
  inspect(request, context.out);
}

}  // namespace

void add_inspect(CLI::App& app, CommandContext& context) {
  CLI::App* command = app.add_subcommand("inspect", "Print what a PE does in a fold, cycle by cycle");
  auto flags = std::make_shared<InspectFlags>();
  command->add_option("run", flags->directory, "Directory of a run (systole run --out)")->required();
  command->add_option("--layer", flags->request.layer, "Layer; without it the first on the array");
  command->add_option("--fold", flags->folds, "Fold of the layer, or FIRST:LAST")->capture_default_str();
  command->add_option("--pe", flags->pe, "Row and column of the PE: 2,1")->capture_default_str();
  command->callback([flags, &context] { inspect_and_print(*flags, context); });
}

}  // namespace systole::sim
