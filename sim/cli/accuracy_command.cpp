#include <fmt/format.h>

#include "models/errors.hpp"
#include "sim/accuracy/accuracy_report.hpp"
#include "sim/accuracy/saved_sample.hpp"
#include "sim/cli/accuracy_flags.hpp"
#include "sim/cli/accuracy_verbs.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/inference/codes_file.hpp"

namespace systole::sim {

namespace {

constexpr const char* kCodesFile = "codes.npz";

void run_and_print(AccuracyFlags& flags, CommandContext& context) {
  if (flags.save_outputs && flags.directory.empty())
    throw models::UserError("--save-outputs writes files: say where with --out DIR");
  if (flags.save_outputs && flags.arithmetic != "integer")
    throw models::UserError("--save-outputs is of the chip's own numbers: it needs --arithmetic integer");
  const AccuracySetup setup = load(flags, context);
  AccuracyReport report{setup.chip, setup.network.name(), setup.data.source(), {}, {}, {}, flags.setup.seed};
  report.scales = scales_with_progress(setup, flags, context);
  {
    Progress progress{context.err, "samples", flags.quiet};
    flags.accuracy.progress = [&](std::size_t done, std::size_t of) { progress.update(done, of); };
    report.accuracy = network_accuracy(setup.chip.chip, setup.network, setup.weights, setup.data, report.scales,
                                       flags.accuracy, arithmetic_of(setup.network, setup.rules, flags.accuracy));
  }
  report.size = model_size(setup.network, setup.weights, report.scales);
  if (!flags.directory.empty()) {
    if (has_own_codes(report.scales)) {
      report.scales.codes_file = kCodesFile;
      report.scales.codes_hash = hash_of_codes(report.scales);
    }
    write_directory(report, flags.directory, [&](const reports::RunDirectory& files) {
      if (has_own_codes(report.scales))
        write_codes(files.file(kCodesFile), setup.chip.chip, setup.network, setup.weights, report.scales);
      if (flags.save_outputs) save_sample(setup, report.scales, 0, files);
    });
  }
  if (flags.json) {
    context.out << to_json(report) << '\n';
  } else if (!flags.quiet) {
    context.out << to_text(report, output_style());
    if (!flags.directory.empty()) context.out << "\nresults in " << flags.directory << '\n';
  }
}

}  // namespace

void add_accuracy(CLI::App& app, CommandContext& context) {
  CLI::App* accuracy = app.add_subcommand(
      "accuracy", "What a chip's numbers do to a network's answer: the network on codes beside the real one");
  accuracy->require_subcommand(1);
  add_overflow(*accuracy, context);
  add_sensitivity(*accuracy, context);
  add_ptq(*accuracy, context);
  add_observers(*accuracy, context);
  add_accumulators(*accuracy, context);
  add_requantize(*accuracy, context);
  add_cim(*accuracy, context);
  auto flags = std::make_shared<AccuracyFlags>();
  CLI::App* network =
      accuracy->add_subcommand("network", "Layer by layer: error, clipped values, overflows (the default)");
  add_setup_options(*network, *flags);
  add_accuracy_options(*network, *flags);
  network->add_flag("!--no-alone", flags->accuracy.alone, "Leave out each layer's error by itself: twice as fast");
  network->add_option("--out", flags->directory, "Directory for the results; an earlier one there is replaced");
  network->add_flag("--save-outputs", flags->save_outputs,
                    "Also write the first sample's codes and sums, outputs.npz, and what they are of, operands.npz: "
                    "run --detail cycle --inputs makes the same sums of it");
  network->callback([flags, &context] { run_and_print(*flags, context); });
}

}  // namespace systole::sim
