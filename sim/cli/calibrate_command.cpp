#include <fmt/format.h>

#include <cmath>

#include "models/errors.hpp"
#include "reports/output_file.hpp"
#include "sim/cli/accuracy_flags.hpp"
#include "sim/cli/calibrate_verbs.hpp"
#include "sim/cli/listing.hpp"
#include "sim/inference/codes_file.hpp"
#include "sim/inference/folded_weights.hpp"
#include "sim/inference/scales_file.hpp"

namespace systole::sim {

namespace {

using reports::Align;

struct CalibrateFlags : AccuracyFlags {
  std::string codes;
};

Listing listing_of(const Scales& scales) {
  Listing listing{{{"tensor", Align::left, true}, {"bits"}, {"scale"}, {"zero point"}, {"from"}, {"to"}}, {}};
  const auto row = [&](const std::string& name, const models::QuantParams& params) {
    listing.rows.push_back({name, fmt::format("{}{}", params.format.is_signed ? "int" : "uint", params.format.bits),
                            fmt::format("{:.5g}", params.scale), std::to_string(params.zero_point),
                            fmt::format("{:.4g}", params.real(params.format.lowest())),
                            fmt::format("{:.4g}", params.real(params.format.highest()))});
  };
  for (const auto& [name, params] : scales.activations) row(name, params);
  for (const auto& [name, weights] : scales.weights) {
    if (weights.params.size() == 1) {
      row(name + ".weight", weights.params.front());
      continue;
    }
    const auto [low, high] = std::minmax_element(
        weights.params.begin(), weights.params.end(),
        [](const models::QuantParams& a, const models::QuantParams& b) { return a.scale < b.scale; });
    row(fmt::format("{}.weight, finest of {} channels", name, weights.params.size()), *low);
    row(fmt::format("{}.weight, coarsest", name), *high);
  }
  return listing;
}

/// Scales without the codes that belong to them would be of no use: that is said before the work is done.
void check_outputs(const AccuracySetup& setup, const CalibrateFlags& flags) {
  if (flags.directory.empty() || !flags.codes.empty()) return;
  for (const workloads::Layer& layer : setup.network.layers()) {
    if (!has_weights(layer)) continue;
    const models::Quantizer quantizer = setup.rules.of(layer.name).weights.quantizer;
    if (quantizer == models::Quantizer::adaround || quantizer == models::Quantizer::dorefa)
      throw models::UserError(fmt::format(
          "layer '{}': weights.quantizer={} chooses codes, which scales do not hold: say with --weights-out "
          "where to write them",
          layer.name, models::traits(quantizer).name));
  }
}

void calibrate_and_write(CalibrateFlags& flags, CommandContext& context) {
  const AccuracySetup setup = load(flags, context);
  check_outputs(setup, flags);
  Scales scales = scales_with_progress(setup, flags, context);
  if (!flags.codes.empty()) {
    write_codes(flags.codes, setup.chip.chip, setup.network, setup.weights, scales);
    scales.codes_file = flags.codes;
    scales.codes_hash = hash_of_codes(scales);
  }
  if (!flags.directory.empty()) {
    reports::OutputFile file{flags.directory};
    file.stream() << scales_yaml(scales);
    file.close();
  }
  if (flags.json || !flags.quiet) print(listing_of(scales), flags.json, context.out);
  if (!flags.quiet && !flags.json) {
    context.out << "\ncalibrated with " << scales.data << '\n';
    if (!flags.directory.empty()) context.out << "scales in " << flags.directory << '\n';
    if (!flags.codes.empty()) context.out << "codes in " << flags.codes << '\n';
  }
}

}  // namespace

void add_calibrate(CLI::App& app, CommandContext& context) {
  CLI::App* calibrate =
      app.add_subcommand("calibrate", "Run data through a network in real numbers and choose the scales of its codes");
  calibrate->require_subcommand(1);
  add_calibrate_cim(*calibrate, context);
  CLI::App* command = calibrate->add_subcommand("network", "Scales of every tensor, for the array (the default)");
  auto flags = std::make_shared<CalibrateFlags>();
  add_setup_options(*command, *flags);
  command->add_option("--out", flags->directory, "File for the scales (.yaml), for accuracy --scales");
  command->add_option("--weights-out", flags->codes,
                      "File for the integer codes of weights, biases and zero points (.npz), for accuracy --codes and "
                      "run --detail cycle --inputs");
  command->callback([flags, &context] { calibrate_and_write(*flags, context); });
}

}  // namespace systole::sim
