#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <filesystem>
#include <memory>
#include <thread>

#include "models/errors.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/interrupt.hpp"
#include "sim/cli/sweep_progress.hpp"
#include "sim/cli/sweep_report.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/report/sweep_document.hpp"
#include "sim/report/write_report.hpp"
#include "sim/sweep/explore.hpp"
#include "sim/sweep/point_runner.hpp"
#include "sim/workers/detail_workers.hpp"
#include "sim/workers/stored_evaluator.hpp"

namespace systole::sim {

namespace {

constexpr int kInterruptStatus = 130;

struct SweepFlags {
  std::string sweep;
  std::string store;
  std::string shard;
  std::string report;
  int jobs = 0;
  bool isolate = false;
  bool resume = false;
  bool retry = false;
  bool json = false;
  bool quiet = false;
};

/// "2/8" is the second of eight parts; nothing is all of it.
Shard parse_shard(const std::string& text) {
  if (text.empty()) return {};
  Shard shard{0, 0};
  const char* const end = text.data() + text.size();
  const auto index = std::from_chars(text.data(), end, shard.index);
  const bool parted = index.ec == std::errc{} && index.ptr != end && *index.ptr == '/';
  const auto count = parted ? std::from_chars(index.ptr + 1, end, shard.count) : std::from_chars_result{end, {}};
  if (!parted || count.ec != std::errc{} || count.ptr != end || shard.index < 1 || shard.index > shard.count)
    throw models::UserError(
        fmt::format("--shard '{}': write which part of how many, as in 2/8 for the second of eight", text));
  --shard.index;
  return shard;
}

StoreAbout about(const SweepPlan& plan, const std::string& shard) {
  std::vector<std::string> axes;
  for (const Axis& axis : plan.axes) axes.push_back(axis.name);
  return {plan.name, plan.text, plan.hash, axes, shard, SYSTOLE_VERSION};
}

std::string store_path(const SweepFlags& flags, const SweepPlan& plan) {
  std::string path = flags.store.empty() ? plan.name + ".db" : flags.store;
  if (flags.resume && !std::filesystem::exists(path))
    throw models::UserError(fmt::format("--resume: there is no store '{}' to go on with", path));
  return path;
}

/// A rank of MPI is one process of many on its machine already.
int jobs_of(const SweepFlags& flags, bool alone) {
  if (flags.jobs > 0) return flags.jobs;
  return alone ? static_cast<int>(std::max(1U, std::thread::hardware_concurrency())) : 1;
}

std::unique_ptr<PointWorkers> local_workers(const SweepFlags& flags, const SweepPlan& plan, const PointRunner& runner,
                                            const SweepRanks* ranks) {
  const bool leads = ranks == nullptr || ranks->leads();
  DetailWorkers::Options options;
  options.jobs = jobs_of(flags, ranks == nullptr);
  options.limits.memory = plan.memory;
  if (plan.timeout) options.limits.seconds = static_cast<double>(plan.timeout->count()) * 1e-12;
  options.isolate = flags.isolate;
  if (leads) options.stop_requested = interrupted;  // the others stop when they are told to
  return std::make_unique<DetailWorkers>(runner, options);
}

/// Of the process that leads: runs the strategy over the store.
void sweep_and_print(const SweepFlags& flags, const Space& space, PointWorkers& workers, CommandContext& context) {
  const SweepPlan& plan = space.plan();
  const auto begin = std::chrono::steady_clock::now();
  const Shard shard = parse_shard(flags.shard);
  SweepStore store{store_path(flags, plan), about(plan, flags.shard)};
  if (flags.retry) store.forget_failures();
  SweepTally tally{space};
  Exploration exploration;
  try {
    SweepProgress progress{context.err, space, tally, most_points(space, shard), flags.quiet};
    StoredEvaluator evaluator{store, workers, [&](const SweepPoint& point, const Outcome& outcome, bool fresh) {
                                tally.add(point, outcome, fresh);
                                progress.update();
                              }};
    exploration = explore(space, evaluator, shard);
  } catch (const Interrupted&) {
    context.err << fmt::format("systole: interrupted; {} points are in {}: the same command goes on from there\n",
                               store.size(), store.path());
    context.status = kInterruptStatus;
    return;
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  const SweepEnd end{plan, store, tally, seconds};
  if (!flags.quiet)
    for (const std::string& note : exploration.notes) context.err << "note: " << note << '\n';
  if (flags.json)
    context.out << sweep_json(end, exploration.notes);
  else if (!flags.quiet)
    context.out << sweep_text(end, output_style());
  if (flags.report.empty()) return;
  write_page(sweep_document(store.path()), flags.report);
  if (!flags.json && !flags.quiet) context.out << "report in " << flags.report << '\n';
}

void run_sweep(const SweepFlags& flags, CommandContext& context) {
  if (!flags.report.empty()) check_page();
  const SweepPlan plan = read_plan(flags.sweep);
  const Space space{plan};
  const PointRunner runner{space};
  SweepRanks* const ranks = context.ranks;
  remember_interrupts();
  const std::unique_ptr<PointWorkers> local = local_workers(flags, plan, runner, ranks);
  if (ranks != nullptr && !ranks->leads()) return ranks->serve(plan.hash, *local);
  std::unique_ptr<PointWorkers> others;
  if (ranks != nullptr)
    others = ranks->workers(plan.hash, static_cast<std::size_t>(jobs_of(flags, false)), interrupted);
  sweep_and_print(flags, space, others ? *others : *local, context);
}

}  // namespace

void add_sweep(CLI::App& app, CommandContext& context) {
  CLI::App* command = app.add_subcommand(
      "sweep", "Evaluate many designs, as a sweep file says; the same command again goes on where it was stopped");
  auto flags = std::make_shared<SweepFlags>();
  command->add_option("sweep", flags->sweep, "Sweep file, or the name of a shipped one")->required();
  command->add_option("--out", flags->store, "The store of results (SQLite); default: NAME.db, by the sweep's name");
  command->add_option("--jobs", flags->jobs, "Points at a time; default: as many as cores, under MPI one a rank")
      ->check(CLI::Range(1, 4096));
  command->add_option("--shard", flags->shard, "Only part I of N, for job arrays; `systole merge` puts parts together")
      ->type_name("I/N");
  command->add_option("--report", flags->report, "Write the sweep as one HTML file, too, when it has ended");
  command->add_flag("--resume", flags->resume, "Insist that the store is there");
  command->add_flag("--retry", flags->retry, "Evaluate points again that failed");
  command->add_flag("--isolate", flags->isolate, "Worker processes at analytic, too: a crash costs a point");
  command->add_flag("--json", flags->json, "Print JSON instead of the summary");
  command->add_flag("-q,--quiet", flags->quiet, "Print nothing but errors (and what --json asks for)");
  command->callback([flags, &context] { run_sweep(*flags, context); });
}

}  // namespace systole::sim
