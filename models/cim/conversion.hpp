// The inner loops behind the array: currents to codes to numbers, for columns of one token. Compiled for the widest
// vectors that the machine has; all give the same. Spans of one call are of one length.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace systole::models {

/// Columns that callers handle at a time, so that all buffers stay in the first cache.
inline constexpr std::int64_t kConversionBlock = 1024;

/// raw = gain · sums; of faulty cells gain · (128 · coarse + fine) / 64.
void to_currents(std::span<const std::int32_t> sums, float gain, std::span<float> raw);
void to_currents(std::span<const std::int32_t> coarse, std::span<const std::int32_t> fine, float gain,
                 std::span<float> raw);
/// y -= drop · y · |y|
void drop_currents(float drop, std::span<float> raw);
float largest_magnitude(std::span<const float> values);

/// noise = sigma · normals; the spans may be one and the same.
void scale_normals(std::span<const float> normals, std::span<const float> sigma, std::span<float> noise);
void scale_normals(std::span<const float> normals, float sigma, std::span<float> noise);
/// noise += sigma · normals
void add_normals(std::span<const float> normals, float sigma, std::span<float> noise);
/// root = sqrt(thermal² + (raw / step)²): deviations of two sources of noise, in steps.
void join_deviations(float thermal, float raw, std::span<const float> step, std::span<float> root);

/// One conversion of each column:
///   x = raw / step + noise;  x += offset + bow · (1 - min(1, (x / highest)²));  code = round(x), clipped
/// with ties to even. The second part only where `offset` is not empty.
struct ConversionJob {
  std::span<const float> raw;
  std::span<const float> step;
  std::span<const float> noise;   // in steps; empty: none
  std::span<const float> offset;  // in steps
  std::span<const float> bow;     // in steps
  float highest = 0;
};

struct ClipCount {
  std::int64_t low = 0;
  std::int64_t high = 0;

  ClipCount& operator+=(const ClipCount& other) {
    low += other.low;
    high += other.high;
    return *this;
  }
  bool operator==(const ClipCount&) const = default;
};

/// Returns how many conversions had no code of their own at either end.
ClipCount convert(const ConversionJob& job, std::span<float> codes);

/// out += factor · step · codes
void add_codes(std::span<const float> codes, std::span<const float> step, float factor, std::span<float> out);
/// out += factor · raw
void add_raw(std::span<const float> raw, float factor, std::span<float> out);

}  // namespace systole::models
