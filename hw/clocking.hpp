// The chip's clock as a value. There is no toggling signal: units sleep for whole cycles and count them as integers.
#pragma once

#include <systemc>

#include "models/units.hpp"

namespace systole::hw {

class Clocking {
 public:
  /// Sets the kernel's time resolution (call before any module exists): fine enough that a period is at least 1000
  /// units, coarse enough that 64 bits hold 10^12 cycles. A period that is not whole is rounded; cycles stay exact,
  /// only the kernel's own seconds (which a DRAM simulator behind the socket sees) are off, by less than 0.05 %.
  explicit Clocking(models::Hertz clock);

  models::Cycles now() const {
    return models::Cycles{static_cast<std::int64_t>(sc_core::sc_time_stamp().value() / period_)};
  }
  sc_core::sc_time time(models::Cycles cycles) const {
    return sc_core::sc_time::from_value(static_cast<sc_dt::uint64>(cycles.count()) * period_);
  }
  /// From the beginning of a cycle to its middle.
  sc_core::sc_time half_cycle() const { return sc_core::sc_time::from_value(period_ / 2); }
  models::Cycles cycles(const sc_core::sc_time& time) const {
    return models::Cycles{static_cast<std::int64_t>((time.value() + period_ - 1) / period_)};
  }

 private:
  sc_dt::uint64 period_;  // in units of the kernel's resolution
};

}  // namespace systole::hw
