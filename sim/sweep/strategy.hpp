// How a sweep goes through its designs. In a sweep file:
//
//   strategy: grid                                                     all of them
//   strategy: {kind: random, points: 1000, seed: 1}                    so many, none twice
//   strategy: {kind: latin, points: 120}                               each value of an axis equally often
//   strategy: {kind: nsga2, population: 40, generations: 50, seed: 1}  pagmo2's searches for a front
//   strategy: {kind: moead, population: 40, generations: 50}
//   strategy: {kind: ladder, sample: 59}                               all at analytic, those near the front at event
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "workloads/document/document.hpp"

namespace systole::sim {

enum class StrategyKind { grid, random, latin, nsga2, moead, ladder };
std::string_view strategy_name(StrategyKind kind);

/// 0 where the kind has no such number.
struct Strategy {
  StrategyKind kind = StrategyKind::grid;
  std::uint64_t points = 0;       // random, latin: designs
  std::uint64_t population = 0;   // nsga2, moead: designs in a generation
  std::uint64_t generations = 0;  // after the first
  std::uint64_t sample = 0;       // ladder: designs on which the analytic error is measured
  std::uint64_t seed = 0;         // of all but grid

  /// Every number that the kind has: "nsga2, population 40, generations 50, seed 1".
  std::string text() const;
};

/// Of as many random designs the worst bounds, with 95 % confidence, 95 % of all: 1 - 0.95^59 > 0.95 (Wilks, Ann. Math.
/// Stat. 12, 1941).
inline constexpr std::uint64_t kLadderSample = 59;

/// Throws DocumentError for kinds that there are not, numbers that the kind lacks or does not have, and those out of
/// range.
Strategy read_strategy(const workloads::Node& node);

}  // namespace systole::sim
