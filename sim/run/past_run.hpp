// A run's directory read back: what was run, so that it can be explained or looked into.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "models/energy/table.hpp"
#include "sim/program/program.hpp"

namespace systole::sim {

/// What summary.json says that the config and network do not.
struct PastRun {
  std::string detail;
  std::int64_t cycles = -1;  // unknown: -1
  std::uint64_t seed = 1;
};

/// Throws models::UserError when the directory is no run.
void check_run(const std::filesystem::path& run);
/// The same, and reads the run's config and network.
Program program_of(const std::filesystem::path& run);
/// The table that the run's energies were computed with; none when its chip names none.
std::optional<models::EnergyTable> energy_table_of(const std::filesystem::path& run);
PastRun past_run(const std::filesystem::path& run);

/// Throws models::UserError, with the nearest name, when the run has no such layer.
const ProgramLayer& layer_of(const Program& program, const std::string& name);

}  // namespace systole::sim
