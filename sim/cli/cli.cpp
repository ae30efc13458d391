#include "sim/cli/cli.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>

#include "models/errors.hpp"
#include "sim/cli/commands.hpp"
#include "sim/run/run.hpp"
#include "workloads/document/diagnostic.hpp"

namespace systole::sim {

namespace {

constexpr int kUserStatus = 2;
constexpr int kFaultStatus = 70;
constexpr int kInterruptStatus = 130;

int report_fault(const std::exception& fault, std::ostream& err) {
  err << "systole " << SYSTOLE_VERSION << ": internal error: " << fault.what()
      << "\nThis is a fault of systole, not of your input. Please report it with this text, the config and the "
         "network.\n";
  return kFaultStatus;
}

/// CLI11 says of a misspelt verb only that one is required.
void check_verb(const CLI::App& app, const std::vector<std::string>& arguments) {
  if (arguments.empty() || arguments.front().empty() || arguments.front().front() == '-') return;
  std::vector<std::string> verbs;
  std::string list;
  for (const CLI::App* verb : app.get_subcommands({})) {
    verbs.push_back(verb->get_name());
    list += (list.empty() ? "" : ", ") + verb->get_name();
    if (verb->get_name() == arguments.front()) return;
  }
  const std::string near = workloads::nearest(arguments.front(), verbs);
  throw models::UserError("no verb '" + arguments.front() + "'" +
                          (near.empty() ? "" : "; did you mean '" + near + "'?") + " (verbs: " + list + ")");
}

/// `systole accuracy -w NET ...` is `systole accuracy network -w NET ...`, and so with calibrate.
std::vector<std::string> with_default_verb(std::vector<std::string> arguments) {
  const bool has_verbs = !arguments.empty() && (arguments.front() == "accuracy" || arguments.front() == "calibrate");
  const bool bare = has_verbs && (arguments.size() == 1 || (arguments[1].starts_with('-') && arguments[1] != "--help" &&
                                                            arguments[1] != "-h" && arguments[1] != "--help-all"));
  if (bare) arguments.insert(arguments.begin() + 1, "network");
  return arguments;
}

int parse_and_run(CLI::App& app, std::vector<std::string> arguments, CommandContext& context) {
  std::reverse(arguments.begin(), arguments.end());  // CLI11 takes them last first
  try {
    app.parse(arguments);
    return context.status;
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error, context.out, context.err);
    context.err << "systole: error: " << error.what()
                << "\nsystole --help shows the verbs, systole VERB --help a verb's options\n";
    return kUserStatus;
  }
}

}  // namespace

int run_command_line(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err,
                     SweepRanks* ranks) {
  CommandContext context{out, err, ranks};
  CLI::App app{"systole: a cycle-approximate simulator of edge neural-network accelerators", "systole"};
  app.set_version_flag("--version", std::string{"systole "} + SYSTOLE_VERSION);
  app.require_subcommand(1);
  add_run(app, context);
  add_explain(app, context);
  add_compare(app, context);
  add_inspect(app, context);
  add_accuracy(app, context);
  add_calibrate(app, context);
  add_sweep(app, context);
  add_merge(app, context);
  add_export(app, context);
  add_pareto(app, context);
  add_whatif(app, context);
  add_optimize_dataflow(app, context);
  add_report(app, context);
  add_list(app, context);
  add_check(app, context);
  try {
    check_verb(app, arguments);
    context.environment = read_environment();
    if (context.environment.debug)
      err << "debug: JIT_DISABLE_TORCH_COMPILE is set: there is nothing to compile, and debug lines are on\n"
          << "debug: systole " << SYSTOLE_VERSION << ", verb " << (arguments.empty() ? "" : arguments.front()) << '\n';
    const int status = parse_and_run(app, with_default_verb(arguments), context);
    if (context.environment.debug) err << "debug: exit status " << status << '\n';
    return status;
  } catch (const workloads::DocumentError& error) {
    err << error.what() << '\n';
    return kUserStatus;
  } catch (const models::UserError& error) {
    err << "systole: error: " << error.what() << '\n';
    return kUserStatus;
  } catch (const Interrupted&) {
    err << "systole: interrupted; nothing was written\n";
    return kInterruptStatus;
  } catch (const std::exception& fault) {
    return report_fault(fault, err);
  }
}

}  // namespace systole::sim
