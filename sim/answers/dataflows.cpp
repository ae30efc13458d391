#include "sim/answers/dataflows.hpp"

#include <algorithm>
#include <utility>

#include "models/errors.hpp"
#include "sim/program/program.hpp"
#include "sim/run/run.hpp"

namespace systole::sim {

namespace {

using models::Dataflow;
using models::LayerResult;
using Rows = std::vector<LayerResult>;

std::optional<Rows> rows_with(const LoadedChip& loaded, const workloads::Network& network, Dataflow dataflow,
                              std::string& error) {
  try {
    const Program program{with_dataflow(loaded.chip, dataflow), network};
    RunOptions options;
    options.detail = Detail::analytic;
    if (loaded.energy) options.energy = &*loaded.energy;
    return run(program, options).layers;
  } catch (const models::UserError& reason) {
    error = reason.what();
    return std::nullopt;
  }
}

double total_of(const Rows& rows, models::Objective objective) {
  double sum = 0;
  for (const LayerResult& row : rows) sum += figure_of(row, objective);
  return sum;
}

std::int64_t cycles_of(const Rows& rows) {
  std::int64_t sum = 0;
  for (const LayerResult& row : rows) sum += row.cycles.total().count();
  return sum;
}

}  // namespace

models::Chip with_dataflow(models::Chip chip, Dataflow dataflow) {
  chip.array.dataflow = dataflow;
  if (dataflow == Dataflow::os) {
    chip.array.weight_load = models::WeightLoad::serial;
  } else {
    chip.array.drain = models::Drain::shifted;
  }
  return chip;
}

double figure_of(const LayerResult& row, models::Objective objective) {
  if (objective == models::Objective::cycles) return static_cast<double>(row.cycles.total().count());
  if (objective == models::Objective::traffic) return static_cast<double>((row.dram.read() + row.dram.write()).count());
  return row.energy ? row.energy->total() : 0.0;
}

DataflowStudy study_dataflows(const LoadedChip& chip, const workloads::Network& network) {
  DataflowStudy study;
  study.objective = chip.chip.mapping.objective;
  PerDataflow<std::optional<Rows>> all;
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < kDataflows.size(); ++i) {
    all[i] = rows_with(chip, network, kDataflows[i], study.errors[i]);
    if (!all[i]) continue;
    study.totals[i] = total_of(*all[i], study.objective);
    study.cycles[i] = cycles_of(*all[i]);
    if (!best || study.totals[i] < study.totals[*best]) best = i;
  }
  if (!best) throw models::UserError("no dataflow runs the network: " + study.errors.front());
  study.best_single = *best;
  const Rows& single = *all[*best];
  for (std::size_t layer = 0; layer < single.size(); ++layer) {
    const LayerResult& known = single[layer];
    if (known.engine != "array") {
      study.mixed += figure_of(known, study.objective);
      study.mixed_cycles += known.cycles.total().count();
      continue;
    }
    LayerDataflows choice{known.layer, {}, *best};
    for (std::size_t i = 0; i < kDataflows.size(); ++i)
      if (all[i]) choice.rows[i] = (*all[i])[layer];
    for (std::size_t i = 0; i < kDataflows.size(); ++i) {
      if (!all[i]) continue;
      if (figure_of(choice.rows[i], study.objective) < figure_of(choice.rows[choice.best], study.objective))
        choice.best = i;
    }
    study.mixed += figure_of(choice.rows[choice.best], study.objective);
    study.mixed_cycles += choice.rows[choice.best].cycles.total().count();
    study.layers.push_back(std::move(choice));
  }
  if (study.layers.empty()) throw models::UserError("no layer runs on the array: its dataflow changes nothing");
  return study;
}

}  // namespace systole::sim
