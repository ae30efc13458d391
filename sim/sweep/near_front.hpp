// Which designs may be on the Pareto front when their figures are known up to a margin.
#pragma once

#include <cstdint>
#include <vector>

namespace systole::sim {

/// `costs`: of each design as many as there are margins, one after the other; less is better. True costs lie within a
/// share of margins[i] around them. Left out is who is dominated (no cost less, one more) even if all its own costs are
/// as low and all those of another design as high as they may be. Ascending. Without margins: the front, and whoever
/// equals a design of it.
std::vector<std::uint64_t> near_front(const std::vector<double>& costs, const std::vector<double>& margins);

}  // namespace systole::sim
