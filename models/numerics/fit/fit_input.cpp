#include "models/numerics/fit/fit_input.hpp"

#include <algorithm>
#include <cmath>

#include "models/errors.hpp"
#include "models/numerics/fit/fake_quant_gradient.hpp"

namespace systole::models {

void check_input(const FitInput& input) {
  if (input.values.empty() || input.values.size() != input.layout.size())
    throw ModelError{"fitting quantisation parameters: the values do not fill the layout"};
  if (!input.ranges.empty() && input.ranges.size() != input.layout.channels)
    throw ModelError{"fitting quantisation parameters: as many ranges as channels, or none"};
  if (!std::all_of(input.values.begin(), input.values.end(), [](float value) { return std::isfinite(value); }))
    throw UserError{"a tensor to be quantised holds a number that is not finite"};
}

void gather_channel(std::span<const float> values, const ChannelLayout& layout, std::size_t channel,
                    std::vector<float>& out) {
  out.resize(layout.outer * layout.inner);
  for (std::size_t outer = 0; outer < layout.outer; ++outer) {
    const auto from = values.subspan(layout.offset(outer, channel), layout.inner);
    std::copy(from.begin(), from.end(), out.begin() + static_cast<std::ptrdiff_t>(outer * layout.inner));
  }
}

Range channel_range(const FitInput& input, std::size_t channel, std::span<const float> channel_values) {
  if (!input.ranges.empty()) return input.ranges[channel];
  const auto [low, high] = std::minmax_element(channel_values.begin(), channel_values.end());
  return {static_cast<double>(*low), static_cast<double>(*high)};
}

double squared_error(std::span<const float> values, const QuantParams& params, SymmetricSpan span) {
  const LearnedParams fixed{params.scale, static_cast<double>(params.zero_point), code_bounds(params.format, span)};
  return squared_error_gradient(values, fixed).loss;
}

SymmetricSpan span_of(const QuantRule& rule) {
  return rule.scheme == Scheme::symmetric ? rule.symmetric_span : SymmetricSpan::full;
}

}  // namespace systole::models
