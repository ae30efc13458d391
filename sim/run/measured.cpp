#include "sim/run/measured.hpp"

#include "hw/simulate.hpp"
#include "sim/run/run.hpp"

namespace systole::sim {

std::vector<Measured> measure(const Program& program, models::Probe* probe,
                              const std::function<bool(std::size_t)>& stop_requested) {
  std::vector<hw::LayerJob> jobs;
  for (const ProgramLayer& layer : program.layers()) {
    if (layer.role == Role::work) jobs.push_back({program.network().layers()[layer.index].name, &*layer.schedule});
  }
  std::vector<Measured> result;
  try {
    hw::Simulation simulation;
    simulation.probe = probe;
    simulation.stop = stop_requested;
    for (const hw::LayerMeasure& m : hw::simulate(program.chip(), std::move(jobs), simulation))
      result.push_back({m.cycles, m.sram, m.dram, m.end - m.begin, m.macs, m.steps});
  } catch (const hw::Interrupted&) {
    throw Interrupted{};
  }
  return result;
}

}  // namespace systole::sim
