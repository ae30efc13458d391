#include "sim/workers/guarded_evaluation.hpp"

#include <chrono>
#include <cmath>
#include <exception>
#include <new>

#include "models/errors.hpp"

namespace systole::sim {
namespace {

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

/// A store would keep what is no number as if it were not there.
void check_numbers(const Evaluation& found) {
  for (const double figure : {found.latency_s, found.utilization, found.ridge_mac_per_byte, found.energy_pj.value_or(0),
                              found.area_um2.value_or(0), found.sqnr_db.value_or(0)})
    if (std::isnan(figure)) throw models::ModelError("a figure of the evaluation is not a number");
}

}  // namespace

GuardedOutcome guarded(const EvaluationFunction& evaluate, const SweepPoint& point, const std::string& out_of_memory) {
  const auto begin = std::chrono::steady_clock::now();
  GuardedOutcome result;
  try {
    const Evaluation found = evaluate(point);
    check_numbers(found);
    result.outcome.evaluation = found;
  } catch (const models::UserError& error) {
    result.outcome.error = first_line(error.what());
  } catch (const std::bad_alloc&) {
    result.outcome.error = out_of_memory;
    result.intact = false;
  } catch (const std::exception& fault) {
    result.outcome.error = "internal error: " + first_line(fault.what());
    result.intact = false;
  }
  result.outcome.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return result;
}

}  // namespace systole::sim
