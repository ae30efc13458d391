// Changes to a chip that an architect would try first, and what a layer would take with them.
#pragma once

#include <string>
#include <vector>

#include "models/chip/chip.hpp"
#include "models/dataflow/work.hpp"
#include "models/units.hpp"
#include "sim/program/program.hpp"

namespace systole::sim {

struct Variant {
  std::string change;  // "DRAM with twice the bandwidth (25.6 GB/s)"
  models::Chip chip;
};

/// Only changes that make a different chip: no second bandwidth for an ideal DRAM, no overlap that is there already.
std::vector<Variant> variants_of(const models::Chip& chip);

/// Cycles of the layer on a chip, mapped anew; the largest number when it does not fit.
models::Cycles cycles_on(const models::Chip& chip, const models::Work& work);

/// The same for all layers of a program.
models::Cycles cycles_of_network(const models::Chip& chip, const Program& program);

}  // namespace systole::sim
