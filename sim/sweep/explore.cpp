#include "sim/sweep/explore.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "models/errors.hpp"
#include "sim/sweep/strategies.hpp"

namespace systole::sim {

Exploration explore(const Space& space, Evaluator& evaluator, const Shard& shard) {
  if (shard.count == 0 || shard.index >= shard.count)
    throw models::UserError(fmt::format("there is no shard {} of {}", shard.index, shard.count));
  const StrategyKind kind = space.plan().strategy.kind;
  if (kind == StrategyKind::grid) return explore_grid(space, evaluator, shard);
  if (kind == StrategyKind::random) return explore_random(space, evaluator, shard);
  if (kind == StrategyKind::latin) return explore_latin(space, evaluator, shard);
  if (shard.count > 1)
    throw models::UserError(fmt::format(
        "strategy {} decides by all outcomes and has no shards: grid, random and latin have", strategy_name(kind)));
  return kind == StrategyKind::ladder ? explore_ladder(space, evaluator) : explore_by_search(space, evaluator);
}

std::uint64_t most_points(const Space& space, const Shard& shard) {
  const Strategy& strategy = space.plan().strategy;
  const std::uint64_t size = space.size();
  std::uint64_t designs = size;
  if (strategy.kind == StrategyKind::random || strategy.kind == StrategyKind::latin)
    designs = std::min(size, strategy.points);
  if (strategy.kind == StrategyKind::nsga2 || strategy.kind == StrategyKind::moead)
    designs = std::min(size, strategy.population * (strategy.generations + 1));
  if (strategy.kind == StrategyKind::ladder) designs = 2 * size;
  // Of a grid exactly; of random designs as many as there are by chance.
  const std::uint64_t share = designs / shard.count + (shard.index < designs % shard.count ? 1 : 0);
  return share * space.plan().workloads.size();
}

}  // namespace systole::sim
