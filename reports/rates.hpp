// Figures of a run per second, as the summary and the console print them. 0 where the run took no time.
#pragma once

#include <optional>

#include "models/results.hpp"

namespace systole::reports {

/// A multiply-accumulate is two operations.
double operations_per_second(const models::RunResult& run);
/// What the array would do with every PE busy in every cycle.
double peak_operations_per_second(const models::RunResult& run);
double dram_bytes_per_second(const models::RunResult& run);
/// MACs for each byte to or from DRAM; none where nothing is computed or moved.
std::optional<double> dram_intensity(const models::RunResult& run);
/// Of one forward; 0 where the run has no energy.
double joules(const models::RunResult& run);
/// Two operations a MAC, for each joule.
double operations_per_joule(const models::RunResult& run);
/// Average over a forward: what leaks is not in it.
double watts(const models::RunResult& run);
/// 0: an ideal memory without a limit.
double peak_dram_bytes_per_second(const models::RunResult& run);

}  // namespace systole::reports
