// Where a layer's or a run's energy goes, in words: each action's count and what one costs.
#pragma once

#include <string>

#include "models/chip/chip.hpp"
#include "models/energy/actions.hpp"
#include "models/energy/table.hpp"

namespace systole::sim {

/// Components that take none are left out; the largest comes first.
std::string energy_text(const models::Actions& actions, const models::EnergyTable& table, const models::Chip& chip);

}  // namespace systole::sim
