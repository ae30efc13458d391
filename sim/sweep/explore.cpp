#include "sim/sweep/explore.hpp"

#include <fmt/format.h>

#include "models/errors.hpp"
#include "sim/sweep/design_batches.hpp"

namespace systole::sim {
namespace {

Exploration explore_grid(const Space& space, Evaluator& evaluator, const Shard& shard) {
  DesignBatches batches{space, evaluator, space.plan().detail};
  for (std::uint64_t design = shard.index; design < space.size(); design += shard.count)
    if (space.allows(design)) batches.add(design);
  batches.flush();
  return {batches.designs(), {}};
}

}  // namespace

Exploration explore(const Space& space, Evaluator& evaluator, const Shard& shard) {
  if (shard.count == 0 || shard.index >= shard.count)
    throw models::UserError(fmt::format("there is no shard {} of {}", shard.index, shard.count));
  return explore_grid(space, evaluator, shard);
}

std::uint64_t most_points(const Space& space, const Shard& shard) {
  const std::uint64_t designs = space.size() / shard.count + (shard.index < space.size() % shard.count ? 1 : 0);
  return designs * space.plan().workloads.size();
}

}  // namespace systole::sim
