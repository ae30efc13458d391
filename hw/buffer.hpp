// A scratchpad as the event level sees it: halves as tokens, and the bytes that the tiles in them hold.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <systemc>

#include "hw/clocking.hpp"
#include "models/dataflow/tiling.hpp"
#include "models/probe/probe.hpp"
#include "models/units.hpp"

namespace systole::hw {

class Buffer : public sc_core::sc_module {
 public:
  Buffer(const sc_core::sc_module_name& name, models::Level level, const Clocking& clock, models::Probe* probe);

  /// A layer begins, and uses the buffer as `halves`. The buffer must be empty.
  void configure(const models::Halves& halves);

  bool has_free() const { return static_cast<std::int64_t>(held_.size()) < halves_.count; }
  /// Takes a free half for a tile of `bytes`. Throws ModelError when there is none or the tile is larger than a half.
  void acquire(models::Bytes bytes);
  /// Gives the oldest half back.
  void release();

  const sc_core::sc_event& released() const { return released_; }
  models::Bytes occupancy() const { return occupancy_; }
  models::Bytes peak() const { return peak_; }

 private:
  void report() const;

  models::Level level_;
  const Clocking& clock_;
  models::Probe* probe_;
  models::Halves halves_;
  std::deque<models::Bytes> held_;
  models::Bytes occupancy_;
  models::Bytes peak_;
  sc_core::sc_event released_;
};

}  // namespace systole::hw
