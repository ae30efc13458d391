// What a sweep says when it has ended.
#pragma once

#include <string>
#include <vector>

#include "reports/text.hpp"
#include "sim/store/sweep_store.hpp"
#include "sim/sweep/tally.hpp"

namespace systole::sim {

struct SweepEnd {
  const SweepPlan& plan;
  const SweepStore& store;
  const SweepTally& tally;
  double seconds = 0;
};

std::string sweep_text(const SweepEnd& end, const reports::Style& style);
std::string sweep_json(const SweepEnd& end, const std::vector<std::string>& notes);

}  // namespace systole::sim
