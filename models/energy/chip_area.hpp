// The area of a chip by its table: the array's multipliers, adders and registers, scratchpads, the vector unit's
// arithmetic. Interconnect, control and interfaces have no figure here and are named as not counted.
#pragma once

#include "models/chip/chip.hpp"
#include "models/energy/area.hpp"
#include "models/energy/table.hpp"

namespace systole::models {

/// Throws UserError as unit_costs() does.
Area area_of(const EnergyTable& table, const Chip& chip);

/// Register bits of one PE: operands, sums, and shadows where loads or drains overlap.
std::int64_t register_bits(const ArrayConfig& array);

}  // namespace systole::models
