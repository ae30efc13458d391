// Goes through a sweep's designs as its strategy says. A strategy decides by the plan, its seed and the outcomes alone:
// over a store that knows some of them it takes the same way and ends in the same place.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/sweep/plan.hpp"
#include "sim/sweep/point.hpp"
#include "sim/sweep/space.hpp"

namespace systole::sim {

/// Every `count`th design by its number, from `index` on: part of a sweep for one machine of many.
struct Shard {
  std::uint64_t index = 0;
  std::uint64_t count = 1;

  bool has(std::uint64_t design) const { return design % count == index; }
};

struct Exploration {
  std::uint64_t designs = 0;       // that were asked for, each counted once
  std::vector<std::string> notes;  // what a reader of the results must know, a line each
};

/// Throws UserError for a shard of a strategy that needs to see all outcomes; what the evaluator throws goes through.
Exploration explore(const Space& space, Evaluator& evaluator, const Shard& shard = {});

/// At most so many points are asked for, as far as that can be said beforehand: constraints may leave out some.
std::uint64_t most_points(const Space& space, const Shard& shard = {});

}  // namespace systole::sim
