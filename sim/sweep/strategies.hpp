// The strategies by themselves: internal to explore().
#pragma once

#include "sim/sweep/explore.hpp"

namespace systole::sim {

Exploration explore_grid(const Space& space, Evaluator& evaluator, const Shard& shard);

/// Designs in a random order until there are enough that meet the constraints.
Exploration explore_random(const Space& space, Evaluator& evaluator, const Shard& shard);

/// A Latin hypercube: of n points each value of an axis of k has n/k, rounded down or up; axes are shuffled apart.
/// Points that come out equal or do not meet the constraints are left out, and a note says how many.
Exploration explore_latin(const Space& space, Evaluator& evaluator, const Shard& shard);

/// pagmo2's NSGA-II (Deb et al., IEEE Trans. Evol. Comp. 6, 2002) on the digits of designs as integers; its MOEA/D
/// (Zhang, Li, IEEE Trans. Evol. Comp. 11, 2007) on reals that are rounded down. Both see logarithms of the objectives,
/// so that seconds and picojoules weigh alike. Designs that fail or do not meet the constraints cost more than all
/// others.
Exploration explore_by_search(const Space& space, Evaluator& evaluator);

/// All designs at analytic; then those at event that may be on the front, as far as the figures of both differ. How far
/// is measured on a sample of random designs, and on all that were run since: while a larger difference turns up, more
/// designs are run.
Exploration explore_ladder(const Space& space, Evaluator& evaluator);

}  // namespace systole::sim
