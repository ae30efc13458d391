#include "sim/run/measured.hpp"

#include <algorithm>
#include <utility>

#include "hw/simulate.hpp"
#include "sim/run/run.hpp"

namespace systole::sim {

namespace {

/// The data of one layer, for a simulation in which it is the first.
class OneLayer : public models::LayerDataSource {
 public:
  OneLayer(models::LayerDataSource& all, std::size_t job) : all_{all}, job_{job} {}
  models::LayerData& open(std::size_t /*the first*/) override { return all_.open(job_); }
  void close(std::size_t /*the first*/) override { all_.close(job_); }

 private:
  models::LayerDataSource& all_;
  std::size_t job_;
};

std::vector<const ProgramLayer*> jobs_of(const Program& program) {
  std::vector<const ProgramLayer*> jobs;
  for (const ProgramLayer& layer : program.layers())
    if (layer.role == Role::work) jobs.push_back(&layer);
  return jobs;
}

hw::LayerJob job(const Program& program, const ProgramLayer& layer) {
  return {program.network().layers()[layer.index].name, &*layer.schedule};
}

}  // namespace

std::vector<Measured> measure(const Program& program, const MeasureOptions& options) {
  const std::vector<const ProgramLayer*> layers = jobs_of(program);
  std::vector<hw::LayerJob> jobs;
  jobs.reserve(layers.size());
  for (const ProgramLayer* layer : layers) jobs.push_back(job(program, *layer));
  hw::Simulation simulation;
  simulation.probe = options.probe;
  simulation.cycle = {options.data, options.registers, options.codes};
  simulation.stop = options.stop_requested;
  std::vector<Measured> result;
  try {
    for (const hw::LayerMeasure& m : hw::simulate(program.chip(), std::move(jobs), simulation)) {
      const bool of_registers = options.data != nullptr && layers[result.size()]->work.engine == models::Engine::array;
      result.push_back({m.cycles, m.sram, m.dram, m.end - m.begin, m.macs, m.steps, of_registers});
    }
  } catch (const hw::Interrupted&) {
    throw Interrupted{};
  }
  return result;
}

void measure_layer(const Program& program, const ProgramLayer& layer, const MeasureOptions& options) {
  const std::vector<const ProgramLayer*> layers = jobs_of(program);
  const auto at = static_cast<std::size_t>(std::find(layers.begin(), layers.end(), &layer) - layers.begin());
  OneLayer data{*options.data, at};
  hw::Simulation simulation;
  simulation.cycle = {&data, options.registers};
  hw::simulate(program.chip(), {job(program, layer)}, simulation);
}

}  // namespace systole::sim
