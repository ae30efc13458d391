#include "models/numerics/post_process.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "models/errors.hpp"

namespace systole::models {

namespace {

constexpr std::size_t kTableEntries = 256;

/// The description itself: checked before anything is made of it.
const PostProcessing& checked(const PostProcessing& description) {
  const std::size_t multipliers = description.multipliers.size();
  const std::size_t bias = description.bias.size();
  const std::size_t correction = description.correction.size();
  const std::size_t channels = std::max({multipliers, bias, correction});
  for (const std::size_t length : {multipliers, bias, correction})
    if (length > 1 && length != channels)
      throw ModelError{"post-processing of " + std::to_string(channels) + " channels has a list of " +
                       std::to_string(length)};
  if (multipliers == 0) throw ModelError{"post-processing needs a multiplier"};
  if (description.lowest > description.highest)
    throw ModelError{"post-processing has no code between its lowest and its highest"};
  if (description.activation == Activation::table && description.table.size() != kTableEntries)
    throw ModelError{"an activation's table has " + std::to_string(description.table.size()) + " entries and not 256"};
  return description;
}

template <class Value>
std::int64_t of_channel(const std::vector<Value>& values, std::size_t channel) {
  if (values.empty()) return 0;
  return values[values.size() == 1 ? 0 : channel];
}

std::vector<std::int64_t> offsets_of(const PostProcessing& description) {
  std::vector<std::int64_t> offsets(std::max({std::size_t{1}, description.bias.size(), description.correction.size()}));
  for (std::size_t channel = 0; channel < offsets.size(); ++channel)
    offsets[channel] = of_channel(description.bias, channel) + of_channel(description.correction, channel);
  return offsets;
}

}  // namespace

std::int64_t zero_point_correction(const ZeroPoints& zero, const CodeSums& sums) {
  return sums.length * zero.input * zero.weight - zero.input * sums.weights - zero.weight * sums.inputs;
}

std::int32_t quantize_bias(double bias, double scale, Rounding rounding) {
  if (!(scale > 0) || std::isinf(scale) || std::isnan(bias))
    throw ModelError{"a bias of " + std::to_string(bias) + " has no code in units of " + std::to_string(scale)};
  constexpr double kLowest = std::numeric_limits<std::int32_t>::min();
  constexpr double kHighest = std::numeric_limits<std::int32_t>::max();
  return static_cast<std::int32_t>(std::clamp(round_to(bias / scale, rounding), kLowest, kHighest));
}

PostProcess::PostProcess(const PostProcessing& description)
    : offsets_{offsets_of(checked(description))},
      activation_{description.activation},
      table_{description.table},
      table_zero_{description.table_zero},
      zero_point_{description.zero_point},
      lowest_{std::int64_t{description.lowest} - description.zero_point},
      highest_{std::int64_t{description.highest} - description.zero_point} {
  requantizers_.reserve(description.multipliers.size());
  for (const double multiplier : description.multipliers) requantizers_.emplace_back(multiplier, description.mode);
}

std::int64_t PostProcess::activated(std::int64_t requantized) const {
  switch (activation_) {
    case Activation::none:
      return requantized;
    case Activation::relu:
      return std::max<std::int64_t>(requantized, 0);
    case Activation::table: {
      // Clamped on both sides of the addition's way: requantised sums can be as large as 64 bits hold.
      const std::int64_t last = std::int64_t{kTableEntries} - 1;
      const std::int64_t entry = std::clamp(requantized, -std::int64_t{table_zero_}, last - table_zero_) + table_zero_;
      return table_[static_cast<std::size_t>(entry)];
    }
  }
  throw ModelError{"post-processing has no such activation"};
}

std::int32_t PostProcess::operator()(std::int64_t sum, std::size_t channel) const {
  const std::int64_t offset = offsets_[offsets_.size() == 1 ? 0 : channel];
  const Requantizer& requantize = requantizers_[requantizers_.size() == 1 ? 0 : channel];
  const std::int64_t code = std::clamp(activated(requantize(sum + offset)), lowest_, highest_) + zero_point_;
  return static_cast<std::int32_t>(code);
}

}  // namespace systole::models
