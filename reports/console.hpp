// What an architect wants to see after a run, as text for a terminal.
#pragma once

#include <cstddef>
#include <string>

#include "models/results.hpp"
#include "reports/text.hpp"

namespace systole::reports {

struct ConsoleOptions {
  Style style;
  /// Rows of layers to show; of more, the middle is left out. 0: all.
  std::size_t max_rows = 0;
};

/// What ran, the table of layers with totals, the cycle stack, and the run's figures: latency, throughput, bandwidth.
/// Layers without cycles of their own are named behind the layer that carries them ("conv1 +bn+relu").
std::string console(const models::RunResult& run, const ConsoleOptions& options);

}  // namespace systole::reports
