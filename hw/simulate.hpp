// Runs layers on a freshly elaborated accelerator, in a kernel context of its own: may be called any number of times.
#pragma once

#include <vector>

#include "hw/commands.hpp"
#include "hw/sequencer.hpp"
#include "models/chip/chip.hpp"
#include "models/probe/probe.hpp"

namespace systole::hw {

struct Simulation {
  models::Probe* probe = nullptr;
  StopRequest stop;
  CycleDetail cycle;                // with data: the array register by register
  unsigned construction_order = 0;  // must not matter
};

std::vector<LayerMeasure> simulate(const models::Chip& chip, std::vector<LayerJob> jobs,
                                   const Simulation& simulation = {});

}  // namespace systole::hw
