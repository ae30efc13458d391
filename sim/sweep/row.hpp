// A point with what came of it: what a store keeps and what fronts, tables and plots are made from.
#pragma once

#include "sim/sweep/evaluation.hpp"
#include "sim/sweep/point.hpp"

namespace systole::sim {

struct SweepRow {
  SweepPoint point;
  Outcome outcome;
};

}  // namespace systole::sim
