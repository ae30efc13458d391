// The causes of the cycle stack: names, members and words, for everything that prints them.
#pragma once

#include <array>
#include <string_view>

#include "models/results.hpp"

namespace systole::reports {

/// Whose cycles are told: a chip may have CIM macros beside its array.
enum class Told { array, macros, both };

struct Cause {
  std::string_view name;  // in files
  models::Cycles models::CycleStack::*cycles;
  std::string_view label;  // for people
  std::string_view meaning;
  std::string_view of_macros = {};  // empty: the same
  std::string_view of_both = {};

  std::string_view told(Told whose) const {
    if (whose == Told::macros && !of_macros.empty()) return of_macros;
    if (whose == Told::both && !of_both.empty()) return of_both;
    return meaning;
  }
};

inline constexpr std::array<Cause, 7> kCauses{
    {{"mac", &models::CycleStack::mac, "mac", "the array computes", "passes of the macros",
      "the array computes, or macros do"},
     {"fill_drain", &models::CycleStack::fill_drain, "fill and drain",
      "the wavefront crosses the array, results leave it", "the last vector's way through",
      "results are on their way out of them"},
     {"weight_load", &models::CycleStack::weight_load, "weight load", "stationary operands go in", "cells are written",
      "stationary operands go in, cells are written"},
     {"sram_stall", &models::CycleStack::sram_stall, "SRAM stall", "a scratchpad port is too narrow"},
     {"dram_stall", &models::CycleStack::dram_stall, "DRAM stall", "waiting for a tile, or for a store"},
     {"vector", &models::CycleStack::vector, "vector", "the vector unit works and nothing hides it"},
     {"idle", &models::CycleStack::idle, "idle", "nothing to do"}}};

}  // namespace systole::reports
