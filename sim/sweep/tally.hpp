// What a sweep has come to so far: how many points, the best design by each objective, and the front. Of a ladder, the
// designs at its last level: figures of different levels are not compared.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/sweep/space.hpp"

namespace systole::sim {

struct BestDesign {
  double value = 0;
  SweepPoint point;  // on the first workload
};

class SweepTally {
 public:
  /// `space` must outlive the tally.
  explicit SweepTally(const Space& space);

  /// `fresh`: evaluated now, not known before.
  void add(const SweepPoint& point, const Outcome& outcome, bool fresh);

  std::uint64_t points() const { return points_; }
  std::uint64_t fresh() const { return fresh_; }
  std::uint64_t failed() const { return failed_; }
  /// By objective; none where no design has that figure yet. Of equal ones the design with the lowest number.
  const std::vector<std::optional<BestDesign>>& best() const { return best_; }

 private:
  void judge(const SweepPoint& point, const std::vector<Outcome>& outcomes);

  const Space& space_;
  std::uint64_t points_ = 0;
  std::uint64_t fresh_ = 0;
  std::uint64_t failed_ = 0;
  Detail detail_ = Detail::analytic;
  std::vector<std::optional<BestDesign>> best_;
  std::map<std::uint64_t, std::vector<std::optional<Outcome>>> begun_;  // designs of which workloads are missing
};

}  // namespace systole::sim
