#include "hw/simulate.hpp"

#include <utility>

#include "hw/accelerator.hpp"
#include "hw/sim_context.hpp"

namespace systole::hw {

std::vector<LayerMeasure> simulate(const models::Chip& chip, std::vector<LayerJob> jobs, const Simulation& simulation) {
  const SimContext context;
  const Clocking clock{chip.clock};
  Accelerator accelerator{
      "accelerator", chip, clock, simulation.probe, simulation.cycle, simulation.construction_order};
  return accelerator.run(std::move(jobs), simulation.stop);
}

}  // namespace systole::hw
