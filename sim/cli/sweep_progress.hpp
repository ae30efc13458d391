// Progress of a sweep on stderr: points, rate, time left, failures, the best so far.
#pragma once

#include <chrono>
#include <cstdint>
#include <ostream>
#include <string>

#include "sim/cli/terminal.hpp"
#include "sim/sweep/tally.hpp"

namespace systole::sim {

class SweepProgress {
 public:
  /// `most`: points that will be asked for at most. References must outlive it.
  SweepProgress(std::ostream& err, const Space& space, const SweepTally& tally, std::uint64_t most, bool quiet);

  /// To be called for every point; looks at the clock now and then.
  void update();

 private:
  std::string more() const;

  const SweepPlan& plan_;
  const SweepTally& tally_;
  std::uint64_t most_;
  std::chrono::steady_clock::time_point begin_;
  Progress progress_;
};

/// "12 s", "3 min 5 s", "2 h 10 min".
std::string time_left(double seconds);

}  // namespace systole::sim
