// A timeline made small enough for a page: neighbours are merged, but no layer vanishes and no peak is lost.
#pragma once

#include <cstddef>

#include "sim/report/recorded_timeline.hpp"

namespace systole::sim {

struct DigestLimits {
  std::size_t pieces = 16'000;  // of all tracks
  std::size_t levels = 24'000;  // of all counters
};

/// Whether something was merged. Of a layer's pieces on a track (of a track of waits: of the time in which the layer
/// runs) as many are left as of any other's, as long as there is room for one each; what was merged has the name of
/// what took most of it. A counter keeps the first, the least, the largest and the last level of each stretch.
bool digest(RecordedTimeline& timeline, const DigestLimits& limits = {});

}  // namespace systole::sim
