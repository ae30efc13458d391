// What goes through the array's ports, at cycle detail.
#pragma once

#include "models/datapath/edge_ports.hpp"
#include "models/probe/array_probe.hpp"

namespace systole::models {

class EdgeProbe {
 public:
  virtual ~EdgeProbe() = default;
  /// The ports have served a cycle of the array's clock; their addresses are those of this cycle.
  virtual void served(const EdgePorts& ports, const ArrayMoment& moment) = 0;
};

/// Who looks at the array; null: nobody.
struct CycleProbes {
  ArrayProbe* array = nullptr;
  EdgeProbe* edges = nullptr;
};

}  // namespace systole::models
