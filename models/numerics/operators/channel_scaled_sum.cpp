#include "models/numerics/operators/channel_scaled_sum.hpp"

#include <cmath>

#include "models/errors.hpp"
#include "models/numerics/span_size.hpp"

namespace systole::models {

ChannelScaledSum::ChannelScaledSum(std::span<const double> scales, const QuantParams& output, Rounding rounding)
    : write_{output, rounding} {
  if (scales.empty()) throw ModelError{"a sum over channels needs one"};
  multipliers_.reserve(scales.size());
  for (const double scale : scales) {
    if (!(scale > 0) || std::isinf(scale)) throw ModelError{"a channel's scale is not positive and finite"};
    multipliers_.push_back(scale / output.scale);
  }
}

void ChannelScaledSum::operator()(std::span<const std::int64_t> sums, MutableCodes out) const {
  require_size(sums.size(), static_cast<std::int64_t>(multipliers_.size() * out.size()), "sums of channels");
  for (std::size_t i = 0; i < out.size(); ++i) {
    double steps = 0;
    for (std::size_t c = 0; c < multipliers_.size(); ++c)
      steps += multipliers_[c] * static_cast<double>(sums[c * out.size() + i]);
    out[i] = write_(steps);
  }
}

}  // namespace systole::models
