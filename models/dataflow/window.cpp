#include "models/dataflow/window.hpp"

#include <algorithm>
#include <vector>

#include "models/units.hpp"

namespace systole::models {

namespace {

/// Number of y in [0, count) with 0 <= first + y*stride < in.
std::int64_t in_bounds(std::int64_t first, std::int64_t stride, std::int64_t count, std::int64_t in) {
  const std::int64_t skip = first < 0 ? ceil_div(-first, stride) : 0;
  const std::int64_t end = first < in ? std::min(count, (in - 1 - first) / stride + 1) : 0;
  return std::max<std::int64_t>(0, end - skip);
}

std::int64_t interval(std::int64_t first, std::int64_t last, std::int64_t in) {
  return std::max<std::int64_t>(0, std::min(last, in - 1) - std::max<std::int64_t>(first, 0) + 1);
}

}  // namespace

std::int64_t WindowAxis::touched(std::int64_t begin, std::int64_t count) const {
  const std::int64_t first = begin * stride - pad_before;
  const std::int64_t last = first + (count - 1) * stride + (kernel - 1) * dilation;
  const bool gapless = kernel > 1 && ((dilation == 1 && kernel >= stride) || (stride == 1 && count >= dilation));
  if (gapless || (kernel == 1 && stride == 1)) return interval(first, last, in);

  const bool taps_apart =
      kernel == 1 || count == 1 || (dilation == 1 && kernel < stride) || (stride == 1 && count < dilation);
  if (taps_apart) {
    std::int64_t sum = 0;
    for (std::int64_t t = 0; t < kernel; ++t) sum += in_bounds(first + t * dilation, stride, count, in);
    return sum;
  }

  // A stride and a dilation at once: the taps' combs interleave, so mark what they hit.
  std::vector<bool> hit(static_cast<std::size_t>(in), false);
  for (std::int64_t y = 0; y < count; ++y) {
    for (std::int64_t t = 0; t < kernel; ++t) {
      const std::int64_t x = first + y * stride + t * dilation;
      if (x >= 0 && x < in) hit[static_cast<std::size_t>(x)] = true;
    }
  }
  return std::count(hit.begin(), hit.end(), true);
}

bool WindowAxis::interior(std::int64_t begin, std::int64_t count) const {
  const std::int64_t first = begin * stride - pad_before;
  return first >= 0 && first + (count - 1) * stride + (kernel - 1) * dilation < in;
}

TapOutputs WindowAxis::outputs_of_tap(std::int64_t tap) const {
  const std::int64_t offset = tap * dilation - pad_before;
  const std::int64_t first = offset < 0 ? ceil_div(-offset, stride) : 0;
  const std::int64_t last = offset < in ? (in - 1 - offset) / stride + 1 : 0;
  return {first, std::min(last, out)};
}

}  // namespace systole::models
