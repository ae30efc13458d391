#include "models/cim/conversion.hpp"

#include <bit>
#include <cmath>

#include "models/errors.hpp"

namespace systole::models {

namespace {

/// Added to a number below 2^22 in magnitude, this leaves an integer, rounded as every sum is: to nearest, ties to
/// even.
constexpr float kInteger = 0x1.8p23F;

template <bool kNoise, bool kFaults>
[[gnu::always_inline]] inline ClipCount convert_columns(const ConversionJob& job, std::span<float> codes) {
  const float* raw = job.raw.data();
  const float* step = job.step.data();
  const float* noise = job.noise.data();
  const float* offset = job.offset.data();
  const float* bow = job.bow.data();
  const float highest = job.highest;
  const float beyond = highest + 0.5F;  // a tie whose even neighbour is no code
  std::int32_t low = 0;
  std::int32_t high = 0;
  float* to = codes.data();
  const std::size_t count = codes.size();
#pragma GCC ivdep
  for (std::size_t i = 0; i < count; ++i) {
    float x = raw[i] / step[i];
    if constexpr (kNoise) x += noise[i];
    if constexpr (kFaults) {
      const float square = (x / highest) * (x / highest);
      x += offset[i] + bow[i] * (1.0F - (square < 1.0F ? square : 1.0F));
    }
    low += x <= -beyond ? 1 : 0;
    high += x >= beyond ? 1 : 0;
    const float above = x > -highest ? x : -highest;
    const float kept = above < highest ? above : highest;
    to[i] = kept + kInteger - kInteger;
  }
  return {low, high};
}

[[gnu::always_inline]] inline ClipCount convert_any(const ConversionJob& job, std::span<float> codes) {
  if (job.noise.empty())
    return job.offset.empty() ? convert_columns<false, false>(job, codes) : convert_columns<false, true>(job, codes);
  return job.offset.empty() ? convert_columns<true, false>(job, codes) : convert_columns<true, true>(job, codes);
}

#if defined(__x86_64__)
[[gnu::target("avx512f")]] ClipCount convert_avx512(const ConversionJob& job, std::span<float> codes) {
  return convert_any(job, codes);
}
[[gnu::target("avx2")]] ClipCount convert_avx2(const ConversionJob& job, std::span<float> codes) {
  return convert_any(job, codes);
}
#endif

void require_columns(std::size_t found, std::size_t expected) {
  if (found != expected) throw ModelError("cim: columns of two lengths");
}

}  // namespace

void to_currents(std::span<const std::int32_t> sums, float gain, std::span<float> raw) {
  require_columns(sums.size(), raw.size());
  const std::int32_t* from = sums.data();
  float* to = raw.data();
  const std::size_t count = raw.size();
#pragma GCC ivdep
  for (std::size_t i = 0; i < count; ++i) to[i] = static_cast<float>(from[i]) * gain;
}

void to_currents(std::span<const std::int32_t> coarse, std::span<const std::int32_t> fine, float gain,
                 std::span<float> raw) {
  require_columns(coarse.size(), raw.size());
  require_columns(fine.size(), raw.size());
  for (std::size_t i = 0; i < raw.size(); ++i)
    raw[i] = (2.0F * static_cast<float>(coarse[i]) + static_cast<float>(fine[i]) * 0x1p-6F) * gain;
}

void drop_currents(float drop, std::span<float> raw) {
  for (float& value : raw) value -= drop * value * std::abs(value);
}

float largest_magnitude(std::span<const float> values) {
  // As integers: floats without their signs have the order of their bits, and a maximum of integers may be taken in any
  // order, which vectors need.
  std::int32_t most = 0;
  const float* from = values.data();
  const std::size_t count = values.size();
  for (std::size_t i = 0; i < count; ++i) {
    const std::int32_t bits = std::bit_cast<std::int32_t>(from[i]) & INT32_MAX;
    most = bits > most ? bits : most;
  }
  return std::bit_cast<float>(most);
}

void scale_normals(std::span<const float> normals, std::span<const float> sigma, std::span<float> noise) {
  require_columns(normals.size(), noise.size());
  require_columns(sigma.size(), noise.size());
  const float* from = normals.data();
  const float* by = sigma.data();
  float* to = noise.data();
  const std::size_t count = noise.size();
#pragma GCC ivdep
  for (std::size_t i = 0; i < count; ++i) to[i] = by[i] * from[i];
}

void scale_normals(std::span<const float> normals, float sigma, std::span<float> noise) {
  require_columns(normals.size(), noise.size());
  const float* from = normals.data();
  float* to = noise.data();
  const std::size_t count = noise.size();
#pragma GCC ivdep
  for (std::size_t i = 0; i < count; ++i) to[i] = sigma * from[i];
}

void add_normals(std::span<const float> normals, float sigma, std::span<float> noise) {
  require_columns(normals.size(), noise.size());
  for (std::size_t i = 0; i < noise.size(); ++i) noise[i] += sigma * normals[i];
}

void join_deviations(float thermal, float raw, std::span<const float> step, std::span<float> root) {
  require_columns(step.size(), root.size());
  for (std::size_t i = 0; i < root.size(); ++i) {
    const float other = raw / step[i];
    root[i] = std::sqrt(thermal * thermal + other * other);
  }
}

ClipCount convert(const ConversionJob& job, std::span<float> codes) {
  const std::size_t count = codes.size();
  require_columns(job.raw.size(), count);
  require_columns(job.step.size(), count);
  if (!job.noise.empty()) require_columns(job.noise.size(), count);
  if (!job.offset.empty()) {
    require_columns(job.offset.size(), count);
    require_columns(job.bow.size(), count);
  }
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) return convert_avx512(job, codes);
  if (__builtin_cpu_supports("avx2")) return convert_avx2(job, codes);
#endif
  return convert_any(job, codes);
}

void add_codes(std::span<const float> codes, std::span<const float> step, float factor, std::span<float> out) {
  require_columns(codes.size(), out.size());
  require_columns(step.size(), out.size());
  const float* from = codes.data();
  const float* of = step.data();
  float* to = out.data();
  const std::size_t count = out.size();
#pragma GCC ivdep
  for (std::size_t i = 0; i < count; ++i) to[i] += factor * of[i] * from[i];
}

void add_raw(std::span<const float> raw, float factor, std::span<float> out) {
  require_columns(raw.size(), out.size());
  for (std::size_t i = 0; i < out.size(); ++i) out[i] += factor * raw[i];
}

}  // namespace systole::models
