#include <fmt/format.h>

#include <cmath>

#include "reports/output_file.hpp"
#include "sim/cli/accuracy_flags.hpp"
#include "sim/cli/listing.hpp"
#include "sim/inference/scales_file.hpp"

namespace systole::sim {

namespace {

using reports::Align;

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

void calibrate_and_write(AccuracyFlags& flags, CommandContext& context) {
  const AccuracySetup setup = load(flags, context);
  const Scales scales = scales_with_progress(setup, flags, context);
  if (!flags.directory.empty()) {
    reports::OutputFile file{flags.directory};
    file.stream() << scales_yaml(scales);
    file.close();
  }
  if (flags.json || !flags.quiet) print(listing_of(scales), flags.json, context.out);
  if (!flags.quiet && !flags.json) {
    context.out << "\ncalibrated with " << scales.data << '\n';
    if (!flags.directory.empty()) context.out << "scales in " << flags.directory << '\n';
  }
}

}  // namespace

void add_calibrate(CLI::App& app, CommandContext& context) {
  CLI::App* command =
      app.add_subcommand("calibrate", "Run data through a network in real numbers and choose the scales of its codes");
  auto flags = std::make_shared<AccuracyFlags>();
  add_setup_options(*command, *flags);
  command->add_option("--out", flags->directory, "File for the scales (.yaml), for accuracy --scales");
  command->callback([flags, &context] { calibrate_and_write(*flags, context); });
}

}  // namespace systole::sim
