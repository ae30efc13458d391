#include "sim/workers/guarded_evaluation.hpp"

#include <cmath>
#include <new>

#include "models/errors.hpp"
#include "sim/sweep/point_runner.hpp"

namespace systole::sim {
namespace {

/// A store would keep what is no number as if it were not there.
void check_numbers(const Evaluation& found) {
  for (const double figure : {found.latency_s, found.utilization, found.ridge_mac_per_byte, found.energy_pj.value_or(0),
                              found.area_um2.value_or(0), found.sqnr_db.value_or(0)})
    if (std::isnan(figure)) throw models::ModelError("a figure of the evaluation is not a number");
}

}  // namespace

GuardedOutcome guarded(const EvaluationFunction& evaluate, const SweepPoint& point, const std::string& out_of_memory) {
  GuardedOutcome result;
  bool starved = false;
  result.outcome = outcome_of(point, [&](const SweepPoint& of) {
    try {
      Evaluation found = evaluate(of);
      check_numbers(found);
      return found;
    } catch (const models::UserError&) {
      throw;
    } catch (const std::bad_alloc&) {
      starved = true;
      throw;
    } catch (...) {
      result.intact = false;
      throw;
    }
  });
  if (starved) {
    result.outcome.error = out_of_memory;
    result.intact = false;
  }
  return result;
}

}  // namespace systole::sim
