// Variants beside their baseline, as a table and as JSON.
#pragma once

#include <string>
#include <vector>

#include "reports/text.hpp"
#include "sim/answers/variants.hpp"

namespace systole::sim {

/// Each metric with its ratio to the baseline's.
std::string variants_text(const RunRequest& request, const std::vector<VariantResult>& results,
                          const std::vector<const Metric*>& metrics, const reports::Style& style);
/// All metrics.
std::string variants_json(const RunRequest& request, const std::vector<VariantResult>& results);

}  // namespace systole::sim
