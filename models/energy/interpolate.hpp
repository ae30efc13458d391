// Between two figures of a table. A quantity that goes with a power of its size (a memory's energy with its capacity, a
// multiplier's with its width) is a straight line of logarithms; one that doubles with each bit, of the logarithm and
// the bits. Both give the tabulated figures exactly.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace systole::models {

struct Sample {
  double at = 0;
  double value = 0;
};

/// Index of the sample that begins the interval that holds `x`; the last interval beyond the end, the first before.
/// At least two samples, ascending.
inline std::size_t interval_of(const std::vector<Sample>& samples, double x) {
  std::size_t i = 0;
  while (i + 2 < samples.size() && x >= samples[i + 1].at) ++i;
  return i;
}

/// value = a · x^b through the two samples around `x`; a single sample holds at its own place.
inline double power_law(const std::vector<Sample>& samples, double x) {
  for (const Sample& sample : samples)
    if (sample.at == x) return sample.value;
  const std::size_t i = interval_of(samples, x);
  const Sample& low = samples[i];
  const Sample& high = samples[i + 1];
  return low.value * std::pow(x / low.at, std::log(high.value / low.value) / std::log(high.at / low.at));
}

/// value = a · b^x through the two samples around `x`.
inline double exponential(const std::vector<Sample>& samples, double x) {
  for (const Sample& sample : samples)
    if (sample.at == x) return sample.value;
  const std::size_t i = interval_of(samples, x);
  const Sample& low = samples[i];
  const Sample& high = samples[i + 1];
  return low.value * std::pow(high.value / low.value, (x - low.at) / (high.at - low.at));
}

}  // namespace systole::models
