// One axis of a sliding window: which input positions a run of outputs reads.
#pragma once

#include <cstdint>

namespace systole::models {

/// The outputs [first, last) of an axis; none where last <= first.
struct TapOutputs {
  std::int64_t first = 0;
  std::int64_t last = 0;
};

/// Output y reads the inputs y*stride + t*dilation - pad_before for t in [0, kernel). Positions outside [0, in) are
/// padding: they read zero and are never fetched.
struct WindowAxis {
  std::int64_t in = 1;
  std::int64_t out = 1;
  std::int64_t kernel = 1;
  std::int64_t stride = 1;
  std::int64_t dilation = 1;
  std::int64_t pad_before = 0;

  /// Distinct positions in [0, in) that outputs [begin, begin + count) read. A pixel that two outputs share counts
  /// once, a pixel that strides skip counts not at all.
  std::int64_t touched(std::int64_t begin, std::int64_t count) const;
  /// Outputs [begin, begin + count) read no padding, so that every such run of the same count touches equally many.
  bool interior(std::int64_t begin, std::int64_t count) const;
  /// The outputs whose tap `tap` lies in [0, in).
  TapOutputs outputs_of_tap(std::int64_t tap) const;

  bool operator==(const WindowAxis&) const = default;
};

/// An axis without a window: every output reads its own input.
constexpr WindowAxis plain_axis(std::int64_t size) {
  return WindowAxis{size, size, 1, 1, 1, 0};
}

}  // namespace systole::models
