// Where work stands under the machine's roofline, as a formula with its figures.
#pragma once

#include <cstdint>
#include <string>

#include "models/chip/chip.hpp"
#include "models/units.hpp"

namespace systole::sim {

/// Of work on the array that moved `moved` bytes, of which `least` had to be. Empty where DRAM has no limit.
std::string roofline_text(const models::Chip& chip, std::int64_t macs, models::Bytes moved, models::Bytes least);

}  // namespace systole::sim
