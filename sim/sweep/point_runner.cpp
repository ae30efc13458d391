#include "sim/sweep/point_runner.hpp"

#include <chrono>
#include <new>

#include "models/errors.hpp"
#include "sim/run/run.hpp"

namespace systole::sim {

Evaluation PointRunner::operator()(const SweepPoint& point) const {
  const Design design = space_.design(point.design);
  const Program program{design.chip, space_.plan().workloads[space_.workload_of(point)].network};
  RunOptions options;
  options.detail = point.detail;
  options.energy = design.energy();
  return evaluation_of(run(program, options));
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
