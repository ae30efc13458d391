// The `bandwidth` DRAM: one channel that loads and stores share. A burst train of B bytes holds the channel for
// ceil(B rounded up to bursts / bandwidth) cycles and its last byte arrives a latency later (timing.md §4).
#pragma once

#include <numeric>

#include "models/chip/chip.hpp"
#include "models/units.hpp"

namespace systole::models {

class ChannelTiming {
 public:
  ChannelTiming(const DramConfig& dram, Hertz clock)
      : ideal_{dram.model == DramModel::ideal}, burst_{dram.burst.count()} {
    const std::int64_t common = std::gcd(clock.count(), dram.bandwidth.count());
    cycles_ = clock.count() / common;
    bytes_ = dram.bandwidth.count() / common;
    // Latency in whole cycles, rounded up: ps * Hz / 1e12, split so that a millisecond at 10 GHz stays in 64 bits.
    const std::int64_t khz = clock.count() / 1000;
    latency_ = ideal_ ? 0 : ceil_div(dram.latency.count() * khz, 1'000'000'000);
  }

  /// Cycles for which a train of `bytes` holds the channel.
  Cycles occupancy(Bytes bytes) const {
    if (ideal_ || bytes.count() == 0) return Cycles{0};
    // Unsigned: a tile of 1 GiB at a 10 GHz clock with a prime bandwidth still fits.
    const auto product =
        static_cast<std::uint64_t>(round_up(bytes.count(), burst_)) * static_cast<std::uint64_t>(cycles_);
    const auto divisor = static_cast<std::uint64_t>(bytes_);
    return Cycles{static_cast<std::int64_t>((product + divisor - 1) / divisor)};
  }
  Cycles latency() const { return Cycles{latency_}; }
  bool ideal() const { return ideal_; }
  /// Peak bytes a cycle; 0 for ideal DRAM.
  double bytes_per_cycle() const { return ideal_ ? 0.0 : static_cast<double>(bytes_) / static_cast<double>(cycles_); }

 private:
  bool ideal_;
  std::int64_t burst_;
  std::int64_t cycles_;  // bandwidth = bytes_ per cycles_, in lowest terms
  std::int64_t bytes_;
  std::int64_t latency_;
};

}  // namespace systole::models
