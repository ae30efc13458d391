// Energy and area of a run by component, as lines of text.
#pragma once

#include <cstddef>
#include <string>

#include "models/energy/area.hpp"
#include "models/energy/breakdown.hpp"

namespace systole::reports {

/// "energy by component: DRAM 81.2%, ...": the largest first, those that take none left out. Lines are wrapped to
/// `width` columns and end with a newline.
std::string energy_shares(const models::EnergyBreakdown& energy, std::size_t width);

/// "area by component: ...", and what is not in it.
std::string area_shares(const models::Area& area, std::size_t width);

}  // namespace systole::reports
