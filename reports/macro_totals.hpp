// What the layers on CIM macros come to, all together.
#pragma once

#include <cstdint>

#include "models/results.hpp"

namespace systole::reports {

struct MacroTotals {
  std::int64_t weights = 0;
  double cells_used = 0;              // share of the arrays' cells, 0..1
  std::int64_t conversions = 0;       // of ADCs, in a forward
  std::int64_t cells_programmed = 0;  // in a forward
  double adc_time_share = 0;          // of a pass: the same for all layers
};

MacroTotals macro_totals(const models::RunResult& run);

}  // namespace systole::reports
