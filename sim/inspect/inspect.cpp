#include "sim/inspect/inspect.hpp"

#include "models/errors.hpp"
#include "sim/operands/network_data.hpp"
#include "sim/run/measured.hpp"
#include "sim/run/past_run.hpp"
#include "sim/run/recorded_run.hpp"
#include "traces/pe_life.hpp"

namespace systole::sim {

namespace {

const ProgramLayer& chosen_layer(const Program& program, const std::string& name) {
  if (!name.empty()) {
    const ProgramLayer& layer = layer_of(program, name);
    if (layer.role != Role::work || layer.work.engine != models::Engine::array)
      throw models::UserError("layer '" + name + "' does not run on the array");
    return layer;
  }
  for (const ProgramLayer& layer : program.layers())
    if (layer.role == Role::work && layer.work.engine == models::Engine::array) return layer;
  throw models::UserError("no layer of this run is on the array");
}

}  // namespace

void inspect(const InspectRequest& request, std::ostream& out) {
  const Program program = program_of(request.run);
  check_cycle(program);
  const ProgramLayer& layer = chosen_layer(program, request.layer);
  const std::int64_t folds = layer.schedule->totals().folds;
  if (request.last_fold >= folds)
    throw models::UserError("layer '" + program.network().layers()[layer.index].name + "' has folds 0 to " +
                            std::to_string(folds - 1) + "; found " + std::to_string(request.last_fold));
  OperandOptions operands;
  operands.seed = past_run(request.run).seed;
  const std::filesystem::path given = request.run / kInputsFile;
  if (std::filesystem::exists(given)) operands.file = OperandFile{given, program.network()};
  NetworkData data{program, std::move(operands)};

  traces::PeLifeOptions options;
  options.row = request.row;
  options.col = request.col;
  options.when.folds = traces::FoldRange{request.first_fold, request.last_fold};
  options.array = program.chip().array;
  options.layer = program.network().layers()[layer.index].name;
  traces::PeLife life{out, options};
  MeasureOptions measuring;
  measuring.data = &data;
  measuring.registers.array = &life;
  measure_layer(program, layer, measuring);
  life.finish();
}

}  // namespace systole::sim
