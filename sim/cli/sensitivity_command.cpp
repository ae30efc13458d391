#include <fmt/format.h>

#include "reports/layers_csv.hpp"
#include "reports/output_file.hpp"
#include "sim/accuracy/accuracy_report.hpp"
#include "sim/accuracy/sensitivity.hpp"
#include "sim/cli/accuracy_flags.hpp"
#include "sim/cli/accuracy_verbs.hpp"
#include "sim/cli/listing.hpp"
#include "sim/cli/terminal.hpp"

namespace systole::sim {

namespace {

using reports::Align;

const char* text_of(Concern concern) {
  if (concern == Concern::none) return "";
  return concern == Concern::watch ? "below 40 dB" : "sensitive: below 30 dB";
}

Listing listing_of(const Sensitivity& found) {
  Listing listing{{{"layer", Align::left, true},
                   {"kind", Align::left},
                   {"alone dB"},
                   {"left out dB"},
                   {"gain dB"},
                   {"", Align::left}},
                  {}};
  for (const LayerSensitivity& layer : found.layers)
    listing.rows.push_back({layer.stage, layer.kind, decibels(layer.alone_db), decibels(layer.left_out_db),
                            fmt::format("{:+.1f}", layer.gain_db), text_of(layer.concern)});
  return listing;
}

std::string csv_of(const Sensitivity& found) {
  std::string text = "layer,kind,alone_db,left_out_db,gain_db\n";
  for (const LayerSensitivity& layer : found.layers)
    text += fmt::format("{},{},{},{},{}\n", reports::csv_field(layer.stage), layer.kind, layer.alone_db,
                        layer.left_out_db, layer.gain_db);
  return text;
}

void rank_and_print(AccuracyFlags& flags, CommandContext& context) {
  const AccuracySetup setup = load(flags, context);
  const Scales scales = scales_with_progress(setup, flags, context);
  Sensitivity found;
  {
    Progress progress{context.err, "layers", flags.quiet};
    flags.accuracy.progress = [&](std::size_t done, std::size_t of) { progress.update(done, of); };
    found = sensitivity(setup.chip.chip, setup.network, setup.weights, setup.data, scales, flags.accuracy);
  }
  if (!flags.directory.empty()) {
    reports::OutputFile file{flags.directory};
    file.stream() << csv_of(found);
    file.close();
  }
  if (flags.json || !flags.quiet) print(listing_of(found), flags.json, context.out);
  if (!flags.quiet && !flags.json)
    context.out << fmt::format(
        "\nSQNR of the network's output: {} dB with all layers on codes; alone: with this one only; left out: with all "
        "others\n",
        decibels(found.all_db));
}

}  // namespace

void add_sensitivity(CLI::App& accuracy, CommandContext& context) {
  CLI::App* command =
      accuracy.add_subcommand("sensitivity", "Which layers' codes hurt the answer most: each alone, and each left out");
  auto flags = std::make_shared<AccuracyFlags>();
  flags->accuracy.samples = 16;
  add_setup_options(*command, *flags);
  add_accuracy_options(*command, *flags);
  command->add_option("--out", flags->directory, "Also write a CSV file");
  command->callback([flags, &context] { rank_and_print(*flags, context); });
}

}  // namespace systole::sim
