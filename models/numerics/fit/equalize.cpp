#include "models/numerics/fit/equalize.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "models/errors.hpp"

namespace systole::models {

namespace {

double largest(std::span<const float> weights, const ChannelLayout& layout, std::size_t channel) {
  double result = 0;
  for (std::size_t outer = 0; outer < layout.outer; ++outer)
    for (const float weight : weights.subspan(layout.offset(outer, channel), layout.inner))
      result = std::max(result, std::abs(static_cast<double>(weight)));
  return result;
}

}  // namespace

std::vector<float> scale_channels(std::span<const float> weights, const ChannelLayout& layout,
                                  std::span<const double> factors, ScaleBy by) {
  if (weights.size() != layout.size() || factors.size() != layout.channels)
    throw ModelError{"equalisation: one factor a channel"};
  std::vector<float> result(weights.size());
  for (std::size_t outer = 0; outer < layout.outer; ++outer)
    for (std::size_t channel = 0; channel < layout.channels; ++channel) {
      const double factor = by == ScaleBy::inverse ? 1 / factors[channel] : factors[channel];
      const std::size_t from = layout.offset(outer, channel);
      for (std::size_t i = from; i < from + layout.inner; ++i)
        result[i] = static_cast<float>(static_cast<double>(weights[i]) * factor);
    }
  return result;
}

std::vector<double> equalization_factors(std::span<const float> first, const ChannelLayout& first_layout,
                                         std::span<const float> second, const ChannelLayout& second_layout) {
  if (first.size() != first_layout.size() || second.size() != second_layout.size() ||
      first_layout.channels != second_layout.channels)
    throw ModelError{"equalisation: the layers do not share their channels"};
  std::vector<double> factors(first_layout.channels, 1.0);
  for (std::size_t channel = 0; channel < factors.size(); ++channel) {
    const double before = largest(first, first_layout, channel);
    const double after = largest(second, second_layout, channel);
    if (before > 0 && after > 0) factors[channel] = std::sqrt(before / after);
  }
  return factors;
}

Equalized equalize(std::span<const float> first, const ChannelLayout& first_layout, std::span<const float> bias,
                   std::span<const float> second, const ChannelLayout& second_layout) {
  Equalized result;
  result.factors = equalization_factors(first, first_layout, second, second_layout);
  if (!bias.empty() && bias.size() != first_layout.channels)
    throw ModelError{"equalisation: one bias a channel, or none"};
  result.first = scale_channels(first, first_layout, result.factors, ScaleBy::inverse);
  if (!bias.empty())
    result.bias = scale_channels(bias, {1, first_layout.channels, 1}, result.factors, ScaleBy::inverse);
  result.second = scale_channels(second, second_layout, result.factors, ScaleBy::factor);
  return result;
}

}  // namespace systole::models
