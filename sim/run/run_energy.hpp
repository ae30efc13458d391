// Energy and area of a run, from what its layers did and the chip's table.
#pragma once

#include "models/energy/table.hpp"
#include "models/energy/unit_costs.hpp"
#include "models/results.hpp"

namespace systole::sim {

/// Fills in the energy of every layer, the area and the table's name. Throws UserError where the table lacks a figure,
/// ModelError where the identities of `check_energy` are broken.
void add_energy(models::RunResult& result, const models::EnergyTable& table, const models::Chip& chip);

/// The energies of the layers, component by component, add up to that of all actions together.
void check_energy(const models::RunResult& result, const models::UnitCosts& costs);

}  // namespace systole::sim
