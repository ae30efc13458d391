#include "sim/cli/accuracy_flags.hpp"

#include <fmt/format.h>

#include "sim/cli/interrupt.hpp"
#include "sim/cli/terminal.hpp"

namespace systole::sim {

void add_setup_options(CLI::App& command, AccuracyFlags& flags) {
  SetupRequest& setup = flags.setup;
  command.add_option("-w,--workload", setup.workload, "Network, or the name of a shipped one")->required();
  command.add_option("-a,--accelerator", setup.accelerator, "Config file, or the name of a shipped one")->required();
  command.add_option("--set", setup.overrides, "Override a key of the config: array.accumulator.bits=16")
      ->type_name("KEY=VALUE");
  command.add_option("--weights", setup.weights,
                     "Trained weights (.npz: LAYER.weight, LAYER.bias, ...), or the name of a network that ships with "
                     "them; without: drawn from the seed");
  command.add_option("--data", setup.data,
                     "Samples (.npz: the network's inputs, and labels), or the name of a network that ships with them; "
                     "without: drawn from the seed");
  command.add_option("--calibration", setup.calibration, "Samples to calibrate with; without: those of --data");
  command.add_option("--calibration-samples", setup.calibration_samples, "How many of them, at most")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  command
      .add_option("--calibrate-on", flags.order,
                  "What layers are calibrated on: the real network's numbers, or those that quantised layers before "
                  "them give (layer after layer, all samples in memory)")
      ->check(CLI::IsMember(words<CalibrationOrder>()))
      ->capture_default_str();
  command.add_option("--adaround-steps", setup.adaround_steps, "Steps of weights.quantizer=adaround, a layer")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  command.add_flag("--equalize", setup.equalize,
                   "First make the ranges of channels between two layers alike, which changes no real number "
                   "(cross-layer equalisation)");
  command.add_option("--drawn-samples", setup.drawn_samples, "Samples to draw where no data is given")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  command
      .add_option("--quantize", setup.rules,
                  fmt::format("How tensors are quantised, for all layers or for those of a glob: conv*:weights.bits=4. "
                              "Keys:\n  {}",
                              fmt::join(quant_keys(), "\n  ")))
      ->type_name("[GLOB:]KEY=VALUE");
  command.add_option("--seed", setup.seed, "Seed of what is drawn")->capture_default_str();
  command.add_flag("--json", flags.json, "Print JSON instead of the table");
  command.add_flag("-q,--quiet", flags.quiet, "Print nothing but errors (and what --json asks for)");
}

void add_accuracy_options(CLI::App& command, AccuracyFlags& flags) {
  command.add_option("--samples", flags.accuracy.samples, "Samples to run; 0: all of the data")
      ->check(CLI::Range(0, 100'000'000))
      ->capture_default_str();
  command.add_option("--scales", flags.setup.scales,
                     "Scales that systole calibrate has written; without: calibrate now");
  command.add_option("--codes", flags.setup.codes,
                     "Codes of weights that calibrate --weights-out has written, where scales say that a fit chose "
                     "them");
  command
      .add_option("--arithmetic", flags.arithmetic,
                  "integer (as the chip computes) or fake (real arithmetic on the grids of the codes)")
      ->check(CLI::IsMember({"integer", "fake"}))
      ->capture_default_str();
}

AccuracySetup load(AccuracyFlags& flags, CommandContext& context) {
  remember_interrupts();
  flags.setup.stop_requested = interrupted;
  flags.accuracy.stop_requested = interrupted;
  flags.accuracy.arithmetic = flags.arithmetic == "fake" ? StageArithmetic::fake : StageArithmetic::integer;
  flags.setup.order = from_word<CalibrationOrder>(flags.order);
  AccuracySetup setup = load_setup(flags.setup);
  if (!flags.quiet)
    for (const std::string& note : setup.notes) context.err << "note: " << note << '\n';
  return setup;
}

Scales scales_with_progress(const AccuracySetup& setup, AccuracyFlags& flags, CommandContext& context) {
  Progress progress{context.err, "calibrated", flags.quiet};
  flags.setup.progress = [&](std::size_t done, std::size_t of) { progress.update(done, of); };
  Scales scales = scales_of(setup, flags.setup);
  if (!flags.quiet)
    for (const std::string& note : scales.notes) context.err << "note: " << note << '\n';
  return scales;
}

}  // namespace systole::sim
