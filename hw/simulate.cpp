#include "hw/simulate.hpp"

#include <utility>

#include "hw/accelerator.hpp"
#include "hw/sim_context.hpp"

namespace systole::hw {

std::vector<LayerMeasure> simulate(const models::Chip& chip, std::vector<LayerJob> jobs, models::Probe* probe,
                                   StopRequest stop, unsigned construction_order) {
  const SimContext context;
  const Clocking clock{chip.clock};
  Accelerator accelerator{"accelerator", chip, clock, probe, construction_order};
  return accelerator.run(std::move(jobs), std::move(stop));
}

}  // namespace systole::hw
