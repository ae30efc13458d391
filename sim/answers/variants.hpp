// What if: a network on a chip, and on the same chip with keys changed, side by side.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "models/results.hpp"
#include "sim/run/recorded_run.hpp"
#include "sim/sweep/evaluation.hpp"

namespace systole::sim {

struct VariantResult {
  std::string label;  // "baseline", what was changed, or "all of them"
  std::vector<std::string> overrides;
  std::optional<Evaluation> evaluation;
  std::string error;  // none of it runs on this chip, and why
};

/// The parts of "array.rows=32; array.cols=32". Throws UserError where there are none.
std::vector<std::string> settings_of(const std::string& change);

/// The baseline, each change by itself, and, where no key is changed twice, all of them together. `request`: chip,
/// workload, overrides of all rows, detail; no directory. A change that leaves no room for a layer is a result with its
/// error; wrong keys and values throw, as does a baseline that does not run.
std::vector<VariantResult> what_if(const RunRequest& request, const std::vector<std::string>& changes);

}  // namespace systole::sim
