#include "sim/sweep/point_runner.hpp"

#include <chrono>
#include <new>

#include "models/energy/chip_area.hpp"
#include "models/errors.hpp"
#include "models/memory/channel.hpp"
#include "sim/run/run.hpp"

namespace systole::sim {

PointRunner::PointRunner(const Space& space) : space_{space}, cache_{std::make_shared<LayerCache>()} {
  const SweepPlan& plan = space.plan();
  if (!plan.sqnr) return;
  for (const SweepWorkload& workload : plan.workloads)
    judges_.push_back(std::make_shared<SqnrJudge>(*plan.sqnr, workload.network));
}

Evaluation PointRunner::operator()(const SweepPoint& point) const {
  const Design design = space_.design(point.design);
  const std::size_t workload = space_.workload_of(point);
  Evaluation evaluation = figures(design, workload, point.detail);
  if (!judges_.empty() && design.chip.cim) evaluation.sqnr_db = judges_[workload]->of(design.chip.cim->arithmetic);
  return evaluation;
}

Evaluation PointRunner::figures(const Design& design, std::size_t workload, Detail detail) const {
  if (detail == Detail::analytic && !design.chip.cim) return from_layers(design, workload);
  const Program program{design.chip, space_.plan().workloads[workload].network};
  RunOptions options;
  options.detail = detail;
  options.energy = design.energy();
  return evaluation_of(run(program, options));
}

/// What evaluation_of(run(...)) would say, added up from layers that are known.
Evaluation PointRunner::from_layers(const Design& design, std::size_t workload) const {
  const models::Chip& chip = design.chip;
  const auto layers = cache_->lower(chip, workload, space_.plan().workloads[workload].network);
  Evaluation evaluation;
  models::Actions actions;
  models::EnergyBreakdown energy;
  std::optional<models::UnitCosts> costs;
  if (design.table != nullptr) costs = models::unit_costs(*design.energy(), chip);
  for (const LayerFigures& layer : cache_->figures(chip, *layers)) {
    evaluation.cycles += layer.cycles;
    evaluation.macs += layer.macs;
    actions += layer.actions;
    if (costs) energy += models::energy_of(layer.actions, *costs);
  }
  evaluation.dram_read_bytes = actions.dram.read().count();
  evaluation.dram_write_bytes = actions.dram.write().count();
  evaluation.sram_read_bytes = actions.sram.read().count();
  evaluation.sram_write_bytes = actions.sram.write().count();
  const auto cycles = static_cast<double>(evaluation.cycles.total().count());
  evaluation.latency_s = cycles / static_cast<double>(chip.clock.count());
  const auto rows = static_cast<double>(chip.array.rows);
  const auto cols = static_cast<double>(chip.array.cols);
  if (cycles > 0) evaluation.utilization = static_cast<double>(evaluation.macs) / (rows * cols * cycles);
  const models::ChannelTiming channel{chip.dram, chip.clock};
  if (!channel.ideal()) evaluation.ridge_mac_per_byte = rows * cols / channel.bytes_per_cycle();
  if (costs) {
    evaluation.energy_pj = energy.total();
    evaluation.area_um2 = models::area_of(*design.energy(), chip).um2();
  }
  return evaluation;
}

Evaluation evaluation_of(const models::RunResult& result) {
  Evaluation evaluation;
  const models::DramTraffic dram = result.dram();
  const models::SramTraffic sram = result.sram();
  evaluation.cycles = result.cycles();
  evaluation.macs = result.macs();
  evaluation.dram_read_bytes = dram.read().count();
  evaluation.dram_write_bytes = dram.write().count();
  evaluation.sram_read_bytes = sram.read().count();
  evaluation.sram_write_bytes = sram.write().count();
  evaluation.latency_s = result.seconds();
  evaluation.utilization = result.utilization();
  const auto peak = static_cast<double>(result.array_rows * result.array_cols);
  if (result.dram_bytes_per_cycle > 0) evaluation.ridge_mac_per_byte = peak / result.dram_bytes_per_cycle;
  if (const auto energy = result.energy()) evaluation.energy_pj = energy->total();
  if (result.area) evaluation.area_um2 = result.area->um2();
  return evaluation;
}

namespace {

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

std::string error_of(const SweepPoint& point, const std::function<Evaluation(const SweepPoint&)>& evaluate,
                     std::optional<Evaluation>& evaluation) {
  try {
    evaluation = evaluate(point);
    return {};
  } catch (const workloads::DocumentError& error) {
    // The place is that of the base config, which is not at fault.
    return error.diagnostic().code + ": " + first_line(error.diagnostic().message);
  } catch (const models::UserError& error) {
    return first_line(error.what());
  } catch (const std::bad_alloc&) {
    return "out of memory";
  } catch (const Interrupted&) {
    throw;
  } catch (const std::exception& error) {
    return "internal error: " + first_line(error.what());
  }
}

}  // namespace

Outcome outcome_of(const SweepPoint& point, const std::function<Evaluation(const SweepPoint&)>& evaluate) {
  const auto begin = std::chrono::steady_clock::now();
  Outcome outcome;
  outcome.error = error_of(point, evaluate, outcome.evaluation);
  outcome.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return outcome;
}

}  // namespace systole::sim
