// The causes of the cycle stack by name and member, for everything that prints them.
#pragma once

#include <array>
#include <string_view>

#include "models/results.hpp"

namespace systole::reports {

struct Cause {
  std::string_view name;
  models::Cycles models::CycleStack::*cycles;
};

inline constexpr std::array<Cause, 7> kCauses{{{"mac", &models::CycleStack::mac},
                                               {"fill_drain", &models::CycleStack::fill_drain},
                                               {"weight_load", &models::CycleStack::weight_load},
                                               {"sram_stall", &models::CycleStack::sram_stall},
                                               {"dram_stall", &models::CycleStack::dram_stall},
                                               {"vector", &models::CycleStack::vector},
                                               {"idle", &models::CycleStack::idle}}};

}  // namespace systole::reports
