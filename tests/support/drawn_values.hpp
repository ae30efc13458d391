// Values of the distributions that calibration is judged by, from a seed.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace systole::tests {

inline std::vector<float> uniform_values(std::size_t count, double low, double high, std::uint64_t seed) {
  std::mt19937_64 engine{seed};
  std::uniform_real_distribution<double> distribution{low, high};
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(distribution(engine));
  return values;
}

inline std::vector<float> normal_values(std::size_t count, std::uint64_t seed, double deviation = 1) {
  std::mt19937_64 engine{seed};
  std::normal_distribution<double> distribution{0, deviation};
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(distribution(engine));
  return values;
}

/// With density exp(-|x|/scale) / (2 scale).
inline std::vector<float> laplace_values(std::size_t count, std::uint64_t seed, double scale = 1) {
  std::mt19937_64 engine{seed};
  std::exponential_distribution<double> magnitude{1 / scale};
  std::vector<float> values(count);
  for (float& value : values) {
    const bool negative = (engine() & 1U) != 0;
    const double drawn = magnitude(engine);
    value = static_cast<float>(negative ? -drawn : drawn);
  }
  return values;
}

inline std::vector<float> with_outlier(std::vector<float> values, float outlier) {
  values[values.size() / 3] = outlier;
  return values;
}

inline std::vector<float> magnitudes(std::vector<float> values) {
  for (float& value : values) value = std::abs(value);
  return values;
}

}  // namespace systole::tests
