// Options that the verbs about CIM arrays share, and what they lead to.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sim/cim/ffn_calibration.hpp"
#include "sim/cim/study_report.hpp"
#include "sim/cli/commands.hpp"

namespace systole::sim {

struct CimFlags {
  std::string workload;
  std::string accelerator;
  std::vector<std::string> overrides;
  std::string weights;
  std::string data;
  std::vector<std::string> blocks;
  std::string distribution = "gauss";
  std::string method = "entropy";
  std::uint64_t seed = 1;
  CimCalibrationRequest calibration;
  std::string directory;
  bool json = false;
  bool quiet = false;
};

/// --weights, --data, --blocks, --distribution, --seed, --json, --quiet.
void add_cim_options(CLI::App& command, CimFlags& flags);
/// --method, --percentile, --calibration-samples or --samples as `samples` says, --batch, --activation-divisor.
void add_calibration_options(CLI::App& command, CimFlags& flags, const std::string& samples);

/// What the user named, read or drawn.
struct CimSetup {
  std::string network;
  std::vector<FfnBlock> blocks;
  FfnWeightSource weights;
  std::string weights_source;
  FfnData data;
  std::vector<std::string> notes;
};

/// Throws models::UserError.
CimSetup load_cim_setup(const CimFlags& flags);
/// The flags' calibration of these blocks, with a bar.
CimScaleFile calibrate_with_progress(const CimSetup& setup, const CimFlags& flags, CommandContext& context);

}  // namespace systole::sim
