// The ports between scratchpads, vector unit and array, and how long a cycle of the array waits for them.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include "models/chip/chip.hpp"
#include "models/datapath/lane_port.hpp"
#include "models/memory/bank_port.hpp"
#include "models/results.hpp"

namespace systole::models {

enum class EdgePort : std::uint8_t { ifmap_read, weight_read, ofmap_read, ofmap_write };
inline constexpr std::size_t kEdgePorts = 4;

constexpr std::string_view port_name(EdgePort port) {
  constexpr std::string_view kNames[] = {"ifmap_read", "weight_read", "ofmap_read", "ofmap_write"};
  return kNames[static_cast<std::size_t>(port)];
}

/// Cycles by which the array's clock is held back, by cause.
struct ClockStalls {
  Cycles sram;
  Cycles vector;  // beyond what the scratchpads take

  Cycles total() const { return sram + vector; }
  ClockStalls& operator+=(const ClockStalls& other) {
    sram += other.sram;
    vector += other.vector;
    return *this;
  }
};

class EdgePorts {
 public:
  /// With `records`, the addresses of each cycle are kept for a trace.
  EdgePorts(const Chip& chip, bool records)
      : ports_{BankPort{chip.scratchpad.ifmap, std::max(chip.array.rows, chip.array.cols), records},
               BankPort{chip.scratchpad.weight, std::max(chip.array.rows, chip.array.cols), records},
               BankPort{chip.scratchpad.ofmap, chip.array.cols, records},
               BankPort{chip.scratchpad.ofmap, chip.array.cols, records}},
        lanes_{chip.vector.lanes} {}

  BankPort& operator[](EdgePort port) { return ports_[static_cast<std::size_t>(port)]; }
  const BankPort& operator[](EdgePort port) const { return ports_[static_cast<std::size_t>(port)]; }
  LanePort& lanes() { return lanes_; }
  Cycles now() const { return now_; }

  void begin(Cycles now) {
    now_ = now;
    for (BankPort& port : ports_) port.begin(now);
    lanes_.begin(now);
  }
  ClockStalls end() {
    const Cycles in_time = now_ + Cycles{1};
    Cycles served = in_time;
    for (const BankPort& port : ports_) served = std::max(served, port.served());
    ClockStalls stalls{served - in_time, std::max(lanes_.served(), served) - served};
    for (BankPort& port : ports_) port.end(in_time + stalls.total());
    lanes_.end(in_time + stalls.total());
    return stalls;
  }

  SramTraffic traffic() const {
    return {(*this)[EdgePort::ifmap_read].moved(), (*this)[EdgePort::weight_read].moved(),
            (*this)[EdgePort::ofmap_read].moved(), (*this)[EdgePort::ofmap_write].moved()};
  }

 private:
  std::array<BankPort, kEdgePorts> ports_;
  LanePort lanes_;
  Cycles now_;
};

}  // namespace systole::models
