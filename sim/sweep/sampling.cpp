// The strategies that choose designs before they know anything of them.
#include <fmt/format.h>

#include <unordered_set>

#include "sim/sweep/design_batches.hpp"
#include "sim/sweep/permutation.hpp"
#include "sim/sweep/strategies.hpp"

namespace systole::sim {

Exploration explore_grid(const Space& space, Evaluator& evaluator, const Shard& shard) {
  DesignBatches batches{space, evaluator, space.plan().detail};
  for (std::uint64_t design = shard.index; design < space.size(); design += shard.count)
    if (space.allows(design)) batches.add(design);
  batches.flush();
  return {batches.designs(), {}};
}

Exploration explore_random(const Space& space, Evaluator& evaluator, const Shard& shard) {
  const Strategy& strategy = space.plan().strategy;
  DesignBatches batches{space, evaluator, space.plan().detail};
  const Permutation order{space.size(), strategy.seed};
  std::uint64_t found = 0;
  for (std::uint64_t place = 0; place < order.size() && found < strategy.points; ++place) {
    const std::uint64_t design = order[place];
    if (!space.allows(design)) continue;
    ++found;
    if (shard.has(design)) batches.add(design);
  }
  batches.flush();
  Exploration result{batches.designs(), {}};
  if (found < strategy.points)
    result.notes.push_back(fmt::format("random: {} points were asked for, there are {}", strategy.points, found));
  return result;
}

Exploration explore_latin(const Space& space, Evaluator& evaluator, const Shard& shard) {
  const Strategy& strategy = space.plan().strategy;
  DesignBatches batches{space, evaluator, space.plan().detail};
  std::vector<Permutation> columns;
  for (std::size_t axis = 0; axis < space.radices().size(); ++axis)
    columns.emplace_back(strategy.points, strategy.seed, axis);
  std::unordered_set<std::uint64_t> seen;
  std::uint64_t refused = 0;
  std::vector<std::size_t> digits(columns.size());
  for (std::uint64_t point = 0; point < strategy.points; ++point) {
    for (std::size_t axis = 0; axis < columns.size(); ++axis)
      digits[axis] = columns[axis][point] % space.radices()[axis];
    const std::uint64_t design = space.number(digits);
    if (!seen.insert(design).second) continue;
    if (!space.allows(design))
      ++refused;
    else if (shard.has(design))
      batches.add(design);
  }
  batches.flush();
  Exploration result{batches.designs(), {}};
  if (seen.size() < strategy.points)
    result.notes.push_back(
        fmt::format("latin: {} of {} points came out equal to others", strategy.points - seen.size(), strategy.points));
  if (refused > 0)
    result.notes.push_back(fmt::format("latin: {} of {} points do not meet the constraints", refused, strategy.points));
  return result;
}

}  // namespace systole::sim
