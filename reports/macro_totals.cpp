#include "reports/macro_totals.hpp"

namespace systole::reports {

MacroTotals macro_totals(const models::RunResult& run) {
  MacroTotals totals;
  double pairs = 0;
  for (const models::LayerResult& layer : run.layers) {
    if (!layer.cim) continue;
    totals.weights += layer.cim->weights;
    totals.conversions += layer.cim->adc_conversions;
    totals.cells_programmed += layer.cim->cells_programmed;
    totals.adc_time_share = layer.cim->adc_time_share();
    pairs += static_cast<double>(layer.cim->weights) / layer.cim->cells_used;
  }
  if (pairs > 0) totals.cells_used = static_cast<double>(totals.weights) / pairs;
  return totals;
}

}  // namespace systole::reports
