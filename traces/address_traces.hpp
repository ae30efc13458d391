// Which scratchpad addresses the array's edges ask for, cycle by cycle, in SCALE-Sim's layout: a row a cycle, the cycle
// and then the byte address of each lane, -1 for a lane that asks for nothing.
#pragma once

#include <functional>
#include <ostream>
#include <string>

#include "models/datapath/edge_probe.hpp"

namespace systole::traces {

class AddressTraces : public models::EdgeProbe {
 public:
  /// `open` gives the stream for a layer and port; it is used until another layer's is asked for.
  using Open = std::function<std::ostream&(std::int64_t layer, models::EdgePort port)>;

  explicit AddressTraces(Open open) : open_{std::move(open)} {}

  void served(const models::EdgePorts& ports, const models::ArrayMoment& moment) override;

 private:
  Open open_;
  std::string row_;
};

}  // namespace systole::traces
