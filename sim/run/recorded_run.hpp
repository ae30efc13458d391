// A run with everything that goes with it: the chip and network by name, the traces asked for, and the directory of
// results, written whole or not at all.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "models/results.hpp"
#include "models/units.hpp"
#include "sim/run/run.hpp"
#include "traces/modules.hpp"
#include "traces/pe_window.hpp"

namespace systole::sim {

struct TraceRequest {
  bool waveform = false;
  traces::Modules modules;  // empty: all
  models::Cycles begin{0};
  models::Cycles end{INT64_MAX};
  bool pes = false;                        // the registers of PEs, too (cycle detail)
  std::string pe_layer;                    // only during this layer; empty: all
  std::optional<traces::FoldRange> folds;  // only during these folds
  bool timeline = false;
  bool addresses = false;  // cycle detail
};

struct RunRequest {
  std::string accelerator;  // path or shipped name
  std::string workload;
  std::vector<std::string> overrides;  // --set
  Detail detail = Detail::event;
  std::optional<std::string> directory;
  TraceRequest traces;
  std::uint64_t seed = 1;             // of operands that are not given (cycle detail)
  std::optional<std::string> inputs;  // an .npz file
  bool save_outputs = false;
  std::function<bool()> stop_requested;
  std::function<void(std::size_t, std::size_t)> progress;
};

/// Files in a run's directory beside the tables of reports/: what `explain` needs to understand the run again.
inline constexpr const char* kConfigFile = "config.yaml";
inline constexpr const char* kNetworkFile = "network.yaml";
inline constexpr const char* kInputsFile = "inputs.npz";
/// What --save-outputs adds.
inline constexpr const char* kOutputsFile = "outputs.npz";
inline constexpr const char* kOperandsFile = "operands.npz";

models::RunResult recorded_run(const RunRequest& request);

}  // namespace systole::sim
