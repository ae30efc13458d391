#include "sim/run/run.hpp"

#include "models/dataflow/cim_tile.hpp"
#include "models/dataflow/recurrence.hpp"
#include "models/dataflow/roofline.hpp"
#include "models/errors.hpp"
#include "sim/config/words.hpp"
#include "sim/operands/macro_products.hpp"
#include "sim/run/conservation.hpp"
#include "sim/run/measured.hpp"
#include "sim/run/run_energy.hpp"

namespace systole::sim {

using models::LayerResult;

namespace {

std::string dataflow_name(models::Dataflow dataflow) {
  switch (dataflow) {
    case models::Dataflow::ws:
      return "ws";
    case models::Dataflow::os:
      return "os";
    case models::Dataflow::is:
      return "is";
  }
  return "";
}

/// The macros' part of a row: of the layer itself, not of what follows in its pipeline.
void describe_macros(const Program& program, const ProgramLayer& layer, const models::Work& pipeline,
                     LayerResult& row) {
  const models::Chip& chip = program.chip();
  models::CimReport report =
      models::cim_report(*chip.cim, *layer.macros, pipeline.m(), chip.clock, program.writes_cells());
  report.vector_cycles = models::cim_pipeline(chip, pipeline).interval;
  row.m = pipeline.m();
  row.k = layer.macros->inputs;
  row.n = layer.macros->outputs;
  row.macs = row.m * layer.macros->weights();
  row.mapping_efficiency = report.cells_used;
  row.cim = report;
}

/// What is known of a layer without simulating it.
LayerResult describe(const Program& program, const ProgramLayer& layer) {
  const workloads::Layer& source = program.network().layers()[layer.index];
  LayerResult row;
  row.layer = source.name;
  row.kind = workloads::kind_name(source.kind);
  row.parameters = workloads::parameter_count(program.network(), source);
  if (layer.role == Role::view) row.engine = "view";
  if (layer.role == Role::fused) {
    row.engine = "fused";
    row.host = program.network().layers()[layer.host].name;
    if (layer.macros) describe_macros(program, layer, program.layers()[layer.host].work, row);
  }
  return row;
}

LayerResult result_of(const Program& program, const ProgramLayer& layer, const Measured& measured) {
  LayerResult row = describe(program, layer);
  const models::Schedule& schedule = *layer.schedule;
  const models::Work& work = schedule.work();
  const models::ArrayConfig& array = program.chip().array;
  check_conservation(row.layer, schedule, measured);
  const models::ScheduleTotals totals = schedule.totals();
  row.engine = word(work.engine);
  if (work.engine == models::Engine::array) row.dataflow = dataflow_name(array.dataflow);
  for (const std::size_t carried : layer.carries) row.fused.push_back(program.network().layers()[carried].name);
  row.m = work.m();
  row.k = work.k();
  row.n = work.n;
  row.groups = work.groups;
  row.macs = measured.macs;
  row.folds = totals.folds;
  row.tiles = measured.steps;
  row.tile_m = layer.mapping.tiling.m();
  row.tile_k = layer.mapping.tiling.channels * work.taps;
  row.tile_n = layer.mapping.tiling.n;
  row.order = models::order_name(layer.mapping.tiling.order);
  row.cycles = measured.cycles;
  row.sram = measured.sram;
  row.dram = measured.dram;
  row.least_dram = models::least_dram(work);
  row.lanes = work.lanes();
  const double pes = static_cast<double>(array.rows) * static_cast<double>(array.cols);
  const auto total = static_cast<double>(measured.cycles.total().count());
  if (total > 0) row.utilization = static_cast<double>(row.macs) / (pes * total);
  if (totals.folds > 0)
    row.mapping_efficiency = static_cast<double>(totals.used_pes) / (pes * static_cast<double>(totals.folds));
  if (layer.macros) {
    describe_macros(program, layer, work, row);
    row.tile_n = row.n;
    row.utilization = total > 0 ? row.cim->cells_used * static_cast<double>(row.cycles.mac.count()) / total : 0.0;
  }
  return row;
}

std::vector<Measured> all_analytic(const Program& program, const RunOptions& options) {
  std::vector<Measured> measured;
  for (const ProgramLayer& layer : program.layers()) {
    if (options.stop_requested && options.stop_requested()) throw Interrupted{};
    if (layer.role == Role::work) measured.push_back(measure_analytically(*layer.schedule));
  }
  return measured;
}

/// What only real operands tell: overflows, and that every sum was compared.
void report_registers(const Program& program, const NetworkData& data, models::RunResult& result) {
  std::size_t job = 0;
  std::int64_t compared = 0;
  for (const ProgramLayer& layer : program.layers()) {
    if (layer.role != Role::work) continue;
    const auto found = data.overflows().find(job++);
    if (found == data.overflows().end()) continue;
    const models::OverflowReport& overflow = found->second;
    LayerResult& row = result.layers[layer.index];
    row.overflow = overflow;
    compared += row.m * row.n * row.groups;
    if (overflow.count == 0) continue;
    result.notes.push_back("layer " + row.layer + ": " + std::to_string(overflow.count) +
                           " accumulator steps did not fit " + std::to_string(program.chip().array.accumulator.bits) +
                           " bits, the first in PE (" + std::to_string(overflow.row) + ", " +
                           std::to_string(overflow.col) + ") at cycle " + std::to_string(overflow.cycle));
  }
  if (compared == 0) return;
  result.notes.push_back("compared with the golden GEMMs: all of the " + std::to_string(compared) +
                         " sums that left the array, none different");
}

void report_macros(const MacroCheck& check, models::RunResult& result) {
  if (check.layers == 0) return;
  std::string text = "on CIM macros " + std::to_string(check.layers) + " layers were computed: ";
  if (check.exact > 0) text += std::to_string(check.exact) + " sums equal to integer products; ";
  if (check.bounded > 0) text += std::to_string(check.bounded) + " within the bound of rounding; ";
  if (check.free > 0) text += std::to_string(check.free) + " with noise, faults or clipping, not compared; ";
  result.notes.push_back(text.substr(0, text.size() - 2));
}

}  // namespace

Measured measure_analytically(const models::Schedule& schedule) {
  const models::ScheduleTotals totals = schedule.totals();
  const models::ChannelTiming channel{schedule.chip().dram, schedule.chip().clock};
  Measured result;
  result.span = models::evaluate(schedule, channel).total;
  result.cycles = totals.ideal;
  result.cycles.dram_stall = result.span - totals.ideal.total();
  result.sram = totals.sram;
  result.dram = totals.dram;
  result.macs = totals.macs;
  result.steps = totals.steps;
  return result;
}

void check_cycle(const Program& program) {
  if (program.chip().array.timing == models::ArrayTiming::scalesim)
    throw models::UserError("'" + program.chip().name +
                            "' counts folds as the published simulators do (array.timing: scalesim); detail cycle "
                            "simulates registers: use --set array.timing=rtl");
}

std::string_view detail_name(Detail detail) {
  if (detail == Detail::analytic) return "analytic";
  return detail == Detail::event ? "event" : "cycle";
}

LayerResult analyse(const Program& program, const ProgramLayer& layer) {
  return layer.role == Role::work ? result_of(program, layer, measure_analytically(*layer.schedule))
                                  : describe(program, layer);
}

models::RunResult run(const Program& program, const RunOptions& options) {
  const auto stop = [&](std::size_t done) {
    if (options.progress) options.progress(done, program.layers().size());
    return options.stop_requested && options.stop_requested();
  };
  MacroCheck macros;
  if (options.detail == Detail::cycle) {
    check_cycle(program);
    macros = compute_on_macros(program, options.data->options());
  }
  const std::vector<models::CimPipelineCodes>* codes = options.detail == Detail::cycle ? &macros.codes : nullptr;
  const std::vector<Measured> measured =
      options.detail == Detail::analytic
          ? all_analytic(program, options)
          : measure(program, {options.probe, options.data, options.registers, codes, stop});
  const models::Chip& chip = program.chip();
  models::RunResult result;
  result.workload = program.network().name();
  result.accelerator = chip.name;
  result.detail = detail_name(options.detail);
  result.clock = chip.clock;
  result.array_rows = chip.array.rows;
  result.array_cols = chip.array.cols;
  if (chip.cim) result.cim_macros = chip.cim->macros;
  result.dram_bytes_per_cycle = models::ChannelTiming{chip.dram, chip.clock}.bytes_per_cycle();
  result.forwards = program.network().forwards();
  result.notes = program.network().notes();
  auto next = measured.begin();
  for (const ProgramLayer& layer : program.layers())
    result.layers.push_back(layer.role == Role::work ? result_of(program, layer, *next++) : describe(program, layer));
  if (options.detail == Detail::cycle) {
    report_registers(program, *options.data, result);
    report_macros(macros, result);
  }
  if (program.writes_cells())
    result.notes.emplace_back(
        "the network does not fit the CIM macros: cells are written in each forward (weight_load); the DRAM traffic of "
        "these weights is not counted");
  if (options.energy != nullptr) add_energy(result, *options.energy, chip);
  return result;
}

}  // namespace systole::sim
