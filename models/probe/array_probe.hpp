// What the registers of the array do, at cycle detail.
#pragma once

#include <cstdint>

#include "models/array/systolic_array.hpp"
#include "models/units.hpp"

namespace systole::models {

/// A cycle of the array's clock that has just ended.
struct ArrayMoment {
  Cycles now;              // the cycle, counted from the run's begin
  std::int64_t layer = 0;  // index in program order
  std::int64_t fold = -1;  // number in its layer of the fold that streams, or streamed last; none yet: -1
  Cycles stalled{0};       // for which the array's clock then stood still

  /// The clock edge that ended it begins this cycle: registers have their new values from it on.
  Cycles end() const { return now + Cycles{1} + stalled; }
};

class ArrayProbe {
 public:
  virtual ~ArrayProbe() = default;
  virtual void stepped(const SystolicArray& array, const ArrayMoment& moment) = 0;
};

}  // namespace systole::models
