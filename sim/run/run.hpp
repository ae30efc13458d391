// Runs a program at a level of detail and reports what was found, layer by layer.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "models/datapath/edge_probe.hpp"
#include "models/energy/table.hpp"
#include "models/probe/probe.hpp"
#include "models/results.hpp"
#include "sim/operands/network_data.hpp"
#include "sim/program/program.hpp"

namespace systole::sim {

enum class Detail { analytic, event, cycle };
std::string_view detail_name(Detail detail);

struct RunOptions {
  Detail detail = Detail::event;
  models::Probe* probe = nullptr;                                  // not at analytic
  std::function<bool()> stop_requested;                            // asked now and then; true throws Interrupted
  std::function<void(std::size_t done, std::size_t of)> progress;  // layers; called often
  NetworkData* data = nullptr;                                     // cycle: never null
  models::CycleProbes registers{};                                 // cycle
  const models::EnergyTable* energy = nullptr;                     // null: no energy, no area
};

/// The user asked to stop.
struct Interrupted : std::exception {
  const char* what() const noexcept override { return "interrupted"; }
};

/// Fills in everything of a RunResult but what only the caller knows (names, config text, wall time). The identities of
/// timing.md §5 are checked for every layer; a broken one throws ModelError.
/// Throws UserError when the array of the chip cannot be simulated register by register.
void check_cycle(const Program& program);
models::RunResult run(const Program& program, const RunOptions& options);

/// The row of one layer as `analytic` sees it.
models::LayerResult analyse(const Program& program, const ProgramLayer& layer);

}  // namespace systole::sim
