#include "hw/clocking.hpp"

namespace systole::hw {

namespace {

struct Resolution {
  sc_core::sc_time_unit unit;
  std::int64_t per_second;
};

Resolution resolution_for(models::Hertz clock) {
  if (clock.count() >= 100'000'000) return {sc_core::SC_FS, 1'000'000'000'000'000};
  if (clock.count() >= 100'000) return {sc_core::SC_PS, 1'000'000'000'000};
  return {sc_core::SC_NS, 1'000'000'000};
}

}  // namespace

Clocking::Clocking(models::Hertz clock) {
  const Resolution resolution = resolution_for(clock);
  sc_core::sc_set_time_resolution(1, resolution.unit);
  period_ = static_cast<sc_dt::uint64>((resolution.per_second + clock.count() / 2) / clock.count());
}

}  // namespace systole::hw
