// Tables of energies and areas (configs/energy/): YAML to an EnergyTable. Every number stands in an entry with a
// `source`; an entry lacks none of its keys and has no others. Which entries there are is the table's own matter.
#pragma once

#include <optional>
#include <string>

#include "models/chip/chip.hpp"
#include "models/energy/table.hpp"
#include "workloads/document/document.hpp"

namespace systole::sim {

/// Throws DocumentError. `name` is what later errors call the table.
models::EnergyTable read_energy_table(const workloads::Node& root, const std::string& name);

/// A recorded run keeps its table under this name beside its config.
inline constexpr const char* kEnergyFile = "energy.yaml";

/// The file that `energy: NAME` in the config `config` means: a run's own copy; else a path from the config's
/// directory, from the working directory, or below the shipped configs; else a shipped table by its name ("28nm").
/// Throws UserError that says what was tried.
std::string find_energy_table(const std::string& name, const std::string& config);

/// The table that the chip of that config names; none when it names none. Throws as the functions above and below do.
std::optional<models::EnergyTable> load_energy_table(const models::Chip& chip, const std::string& config);

/// Throws UserError when the table is made for another node than the chip of that config.
void check_technology(const models::EnergyTable& table, const models::Chip& chip, const std::string& config);

}  // namespace systole::sim
