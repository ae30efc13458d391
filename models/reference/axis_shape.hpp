// A tensor seen along one of its axes, in C order.
#pragma once

#include <cstdint>

namespace systole::models {

/// Element (o, i, r) lies at (o * size + i) * inner + r: the axes before, the axis itself, the axes after.
/// Channels of [N, C, H, W]: {N, C, H * W}; features of [N, T, D]: {N * T, D, 1}.
struct AxisShape {
  std::int64_t outer = 1;
  std::int64_t size = 1;
  std::int64_t inner = 1;

  std::int64_t elements() const { return outer * size * inner; }
  bool operator==(const AxisShape&) const = default;
};

}  // namespace systole::models
