#include <fmt/format.h>

#include <memory>

#include "models/errors.hpp"
#include "reports/number_format.hpp"
#include "reports/output_file.hpp"
#include "sim/accuracy/network_overflow.hpp"
#include "sim/cli/accuracy_verbs.hpp"
#include "sim/cli/interrupt.hpp"
#include "sim/cli/listing.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/config/chip_reader.hpp"
#include "sim/files/shipped.hpp"
#include "workloads/readers/reader.hpp"

namespace systole::sim {

namespace {

using reports::Align;

struct OverflowFlags {
  std::string accelerator;
  std::string workload;
  std::vector<int> bits{16, 18, 20, 24, 32};
  std::vector<std::string> policies{"saturate", "wrap"};
  std::string file;
  OverflowRequest request;
  bool json = false;
  bool quiet = false;
};

std::string error_text(double error) {
  return error == 0 ? "0" : fmt::format("{:.3g}", error);
}

/// A row a layer and accumulator width; a pair of columns a policy.
Listing listing_of(const std::vector<LayerOverflow>& layers, const OverflowFlags& flags) {
  Listing listing{{{"layer", Align::left, true}, {"K"}, {"formula bits"}, {"exact bits"}, {"recommended"}, {"bits"}},
                  {}};
  for (const std::string& policy : flags.policies) {
    listing.columns.push_back({policy + ": wrong"});
    listing.columns.push_back({policy + ": overflows"});
    listing.columns.push_back({policy + ": error"});
  }
  for (const LayerOverflow& layer : layers) {
    for (std::size_t width = 0; width < flags.bits.size(); ++width) {
      std::vector<std::string> row{layer.layer,
                                   reports::grouped(layer.k),
                                   std::to_string(layer.growth.formula_bits),
                                   std::to_string(layer.growth.exact_bits),
                                   std::to_string(layer.growth.recommended),
                                   std::to_string(flags.bits[width])};
      for (std::size_t policy = 0; policy < flags.policies.size(); ++policy) {
        const models::OverflowTally& tally = layer.tallies[width * flags.policies.size() + policy];
        const double wrong = static_cast<double>(tally.wrong_sums) / static_cast<double>(flags.request.sums);
        row.push_back(fmt::format("{:.1f}%", 100 * wrong));
        row.push_back(reports::grouped(tally.overflowed_steps));
        row.push_back(error_text(tally.mean_error));
      }
      listing.rows.push_back(std::move(row));
    }
  }
  return listing;
}

void study_and_print(OverflowFlags& flags, CommandContext& context) {
  models::Chip chip;
  chip.name = "int8 x int8";
  if (!flags.accelerator.empty()) chip = load_chip(find_file(Shelf::accelerators, flags.accelerator), {}).chip;
  const workloads::Network network = workloads::read_network(find_file(Shelf::workloads, flags.workload));
  for (const int bits : flags.bits)
    for (const std::string& policy : flags.policies)
      flags.request.accumulators.push_back(
          {bits, policy == "wrap" ? models::Overflow::wrap : models::Overflow::saturate});
  remember_interrupts();
  flags.request.stop_requested = interrupted;
  std::vector<LayerOverflow> layers;
  {
    Progress progress{context.err, "layers", flags.quiet};
    flags.request.progress = [&](std::size_t done, std::size_t of) { progress.update(done, of); };
    layers = study_overflow(chip, network, flags.request);
  }
  if (!flags.file.empty()) {
    reports::OutputFile file{flags.file};
    file.stream() << overflow_csv(layers, flags.request);
    file.close();
  }
  if (flags.json || !flags.quiet) print(listing_of(layers, flags), flags.json, context.out);
  if (!flags.quiet && !flags.json)
    context.out << fmt::format(
        "\n{} sums of random operands for each K, seed {}; an error is the mean of |kept - exact|\n",
        reports::grouped(flags.request.sums), flags.request.seed);
}

}  // namespace

void add_overflow(CLI::App& accuracy, CommandContext& context) {
  CLI::App* command = accuracy.add_subcommand("overflow", "Accumulators that are too narrow, layer by layer");
  auto flags = std::make_shared<OverflowFlags>();
  command->add_option("-w,--workload", flags->workload, "Network, or the name of a shipped one")->required();
  command->add_option("-a,--accelerator", flags->accelerator, "Takes the operand types from it; without: int8");
  command->add_option("--accumulators", flags->bits, "Widths in bits")
      ->delimiter(',')
      ->check(CLI::Range(8, 48))
      ->capture_default_str();
  command->add_option("--overflow", flags->policies, "Policies")
      ->delimiter(',')
      ->check(CLI::IsMember({"saturate", "wrap"}))
      ->capture_default_str();
  command->add_option("--sums", flags->request.sums, "Sums that are drawn for each K")
      ->check(CLI::Range(1, 100'000'000))
      ->capture_default_str();
  command->add_option("--seed", flags->request.seed, "Seed of the operands")->capture_default_str();
  command->add_option("--out", flags->file, "Also write a CSV file");
  command->add_flag("--json", flags->json, "Print JSON instead of the table");
  command->add_flag("-q,--quiet", flags->quiet, "Print nothing but errors (and what --json asks for)");
  command->callback([flags, &context] { study_and_print(*flags, context); });
}

}  // namespace systole::sim
