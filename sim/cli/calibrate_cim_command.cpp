// `systole calibrate cim`: static scales of feed-forward blocks on Nor-flash arrays.
#include <fmt/format.h>

#include "models/errors.hpp"
#include "reports/output_file.hpp"
#include "sim/cli/calibrate_verbs.hpp"
#include "sim/cli/cim_flags.hpp"
#include "sim/cli/interrupt.hpp"
#include "sim/cli/listing.hpp"
#include "sim/config/chip_reader.hpp"
#include "sim/files/shipped.hpp"

namespace systole::sim {

namespace {

using reports::Align;

/// A scale, and what the largest code, or 127 steps, come to.
Listing listing_of(const CimScaleFile& file, int activation_divisor) {
  Listing listing{{{"scale", Align::left, true}, {"value"}, {"threshold"}}, {}};
  const auto row = [&](const std::string& name, double value, double times) {
    listing.rows.push_back({name, fmt::format("{:.5g}", value), fmt::format("{:.4g}", value * times)});
  };
  for (const auto& [number, block] : file.blocks) {
    const std::vector<std::string> names = models::block_scale_names(number);
    row(names[0], block.w12.activation, activation_divisor);
    row(names[1], block.w12.accumulator.msb, 127);
    row(names[2], block.w3.activation, activation_divisor);
    row(names[3], block.w3.accumulator.msb, 127);
  }
  return listing;
}

/// `cim.threshold` of the accelerator, where no method is given.
void take_method(CimFlags& flags) {
  if (flags.accelerator.empty()) return;
  const models::Chip chip = load_chip(find_file(Shelf::accelerators, flags.accelerator), flags.overrides).chip;
  if (!chip.cim) throw models::UserError("'" + chip.name + "' has no CIM macros (the section 'cim')");
  flags.method = word(chip.cim->arithmetic.threshold);
}

void calibrate(CimFlags& flags, bool has_method, CommandContext& context) {
  remember_interrupts();
  if (!has_method) take_method(flags);
  const CimSetup setup = load_cim_setup(flags);
  if (!flags.quiet)
    for (const std::string& note : setup.notes) context.err << "note: " << note << '\n';
  const CimScaleFile file = calibrate_with_progress(setup, flags, context);
  if (!flags.directory.empty()) {
    reports::OutputFile out{flags.directory};
    out.stream() << cim_scales_yaml(file);
    out.close();
  }
  if (flags.json || !flags.quiet)
    print(listing_of(file, flags.calibration.activation_divisor), flags.json, context.out);
  if (flags.json || flags.quiet) return;
  context.out << fmt::format("\n{}, without noise, {} samples, {}\n", flags.method, file.origin.at("samples"),
                             file.origin.at("data"));
  if (!flags.directory.empty()) context.out << "scales in " << flags.directory << '\n';
}

}  // namespace

void add_calibrate_cim(CLI::App& calibrate_app, CommandContext& context) {
  CLI::App* command = calibrate_app.add_subcommand(
      "cim",
      "Static scales of feed-forward blocks on Nor-flash arrays: thresholds of what goes in and what comes out, "
      "found in real numbers without noise");
  auto flags = std::make_shared<CimFlags>();
  flags->blocks = {"all"};
  command->add_option("-w,--workload", flags->workload, "Network with SwiGLU feed-forward blocks, as jit_b16_ffn")
      ->required();
  command->add_option("-a,--accelerator", flags->accelerator,
                      "Config whose cim.threshold is the method, where --method is not given");
  command->add_option("--set", flags->overrides, "Override a key of the config: cim.compat=source")
      ->type_name("KEY=VALUE");
  add_cim_options(*command, *flags);
  add_calibration_options(*command, *flags, "--samples");
  command->add_option("--out", flags->directory, "File for the scales (.yaml), for accuracy cim --scales");
  command->callback([flags, command, &context] { calibrate(*flags, command->count("--method") > 0, context); });
}

}  // namespace systole::sim
