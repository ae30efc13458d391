#include "sim/run/measured.hpp"

#include "hw/simulate.hpp"
#include "sim/run/run.hpp"

namespace systole::sim {

std::vector<Measured> measure(const Program& program, const MeasureOptions& options) {
  std::vector<hw::LayerJob> jobs;
  std::vector<bool> of_registers;
  for (const ProgramLayer& layer : program.layers()) {
    if (layer.role != Role::work) continue;
    jobs.push_back({program.network().layers()[layer.index].name, &*layer.schedule});
    of_registers.push_back(options.data != nullptr && layer.work.engine == models::Engine::array);
  }
  hw::Simulation simulation;
  simulation.probe = options.probe;
  simulation.cycle = {options.data, options.registers};
  simulation.stop = options.stop_requested;
  std::vector<Measured> result;
  try {
    for (const hw::LayerMeasure& m : hw::simulate(program.chip(), std::move(jobs), simulation))
      result.push_back({m.cycles, m.sram, m.dram, m.end - m.begin, m.macs, m.steps, of_registers[result.size()]});
  } catch (const hw::Interrupted&) {
    throw Interrupted{};
  }
  return result;
}

}  // namespace systole::sim
