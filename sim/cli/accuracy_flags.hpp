// Options that the verbs about a network's numbers share.
#pragma once

#include <memory>
#include <string>

#include "sim/accuracy/accuracy_setup.hpp"
#include "sim/accuracy/network_accuracy.hpp"
#include "sim/cli/commands.hpp"

namespace systole::sim {

struct AccuracyFlags {
  SetupRequest setup;
  AccuracyRequest accuracy;
  std::string arithmetic = "integer";
  std::string order = "real";
  std::string directory;
  bool json = false;
  bool quiet = false;
  bool save_outputs = false;
};

/// -w, -a, --set, --weights, --data, --calibration, --quantize, --seed, --calibration-samples, --calibrate-on,
/// --adaround-steps, --equalize, --drawn-samples, --json, --quiet.
void add_setup_options(CLI::App& command, AccuracyFlags& flags);
/// --samples, --scales, --codes, --arithmetic.
void add_accuracy_options(CLI::App& command, AccuracyFlags& flags);

/// Loads with remembered interrupts and prints what was drawn.
AccuracySetup load(AccuracyFlags& flags, CommandContext& context);
/// Calibrates with a bar, or reads the scales.
Scales scales_with_progress(const AccuracySetup& setup, AccuracyFlags& flags, CommandContext& context);

}  // namespace systole::sim
