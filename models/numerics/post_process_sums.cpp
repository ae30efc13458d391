#include "models/numerics/post_process_sums.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "models/errors.hpp"
#include "models/numerics/span_size.hpp"

namespace systole::models {

namespace {

constexpr std::int64_t kLowestWord = std::numeric_limits<std::int32_t>::min();
constexpr std::int64_t kHighestWord = std::numeric_limits<std::int32_t>::max();
constexpr std::size_t kLongRow = 64;       // sums: shorter ones would not fill vectors
constexpr std::size_t kLanesAtOnce = 512;  // whose constants stay in the first cache while rows pass

/// The multiplier as SumKernel takes it.
struct Factor {
  int before = 0;
  std::int32_t multiplier = 0;
  std::int64_t half = 0;
  int after = 0;
};

SumKernel kernel_of(RequantMode mode) {
  switch (mode) {
    case RequantMode::float64_half_even:
      return SumKernel::half_even;
    case RequantMode::float64_half_away:
      return SumKernel::half_away;
    case RequantMode::gemmlowp:
      return SumKernel::gemmlowp;
    case RequantMode::single_rounding:
    case RequantMode::shift_truncate:
      return SumKernel::shift;
  }
  throw ModelError{"post-processing has no such mode"};
}

/// floor(a · multiplier / 2^right + (rounds ? 1/2 : 0)).
Factor shifted(std::int64_t multiplier, int right, bool rounds) {
  const std::int64_t half = rounds ? std::int64_t{1} << (std::max(right, 32) - 1) : 0;
  return {std::max(32 - right, 0), static_cast<std::int32_t>(multiplier), half, std::max(right - 32, 0)};
}

std::optional<Factor> factor_of(RequantMode mode, double real) {
  if (mode == RequantMode::float64_half_even || mode == RequantMode::float64_half_away) return Factor{0, 1, 0, 0};
  if (mode == RequantMode::shift_truncate) {
    ShiftMultiplier of = shift_multiplier(real);
    for (; of.multiplier != 0 && of.multiplier <= kHighestWord / 2; ++of.shift) of.multiplier *= 2;
    if (of.multiplier > kHighestWord) return std::nullopt;
    return shifted(of.multiplier, of.shift, false);
  }
  const FixedMultiplier of = fixed_multiplier(real);
  if (of.shift > 30) return std::nullopt;
  if (mode == RequantMode::single_rounding) return shifted(of.quantised, 31 - of.shift, true);
  return Factor{std::max(of.shift, 0), of.quantised, 0, std::max(-of.shift, 0)};
}

/// The first in [low, high] with is_one, which holds from there on; `high` if none has.
template <class Predicate>
std::int64_t first_with(std::int64_t low, std::int64_t high, Predicate is_one) {
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    if (is_one(middle)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

std::int64_t at(const auto& list, std::size_t channel) {
  return list.empty() ? 0 : list[list.size() == 1 ? 0 : channel];
}

}  // namespace

struct PostProcessSums::Lane {
  std::int32_t lowest;
  std::int32_t highest;
  std::int32_t offset;
  Factor factor;
  double real;
};

namespace {

/// Accumulators from `low` to `high` brought to those on which the result still depends.
struct Reach {
  std::int64_t low;
  std::int64_t high;

  bool within(const Reach& other) const { return low >= other.low && high <= other.high; }
  Reach saturated() const {
    return {std::clamp(low, kLowestWord, kHighestWord), std::clamp(high, kLowestWord, kHighestWord)};
  }
  void cut(const Requantizer& requantize, const SumCodes& codes) {
    const std::int64_t above = first_with(low, high, [&](std::int64_t a) { return requantize(a) > codes.lowest; });
    low = std::max(low, above - 1);
    high = first_with(low, high, [&](std::int64_t a) { return requantize(a) >= codes.highest; });
  }
};

}  // namespace

PostProcessSums::PostProcessSums(const PostProcessing& d, const SumRange& sums)
    : definition_{d}, channels_{std::max({d.multipliers.size(), d.bias.size(), d.correction.size()})} {
  using Code = std::numeric_limits<std::int16_t>;
  if (d.lowest < Code::min() || d.highest > Code::max())
    throw ModelError{"post-processing to " + std::to_string(d.lowest) + " to " + std::to_string(d.highest) +
                     " has codes of more than 16 bits"};
  kernel_ = kernel_of(d.mode);
  if (!set_codes(d)) return;
  std::vector<Lane> lanes;
  for (std::size_t channel = 0; channel < channels_; ++channel) {
    const std::optional<Lane> lane = lane_of(d, channel, sums);
    if (!lane) return;
    lanes.push_back(*lane);
  }
  in_vectors_ = true;
  plain_ = is_plain(lanes, sums);
  repeats_ = channels_ == 1 ? 1 : (kLongRow + channels_ - 1) / channels_;
  for (std::size_t i = 0; i < repeats_; ++i)
    for (const Lane& lane : lanes) append(lane);
}

/// False where limits are too far from 0 for the kernels' clamps.
bool PostProcessSums::set_codes(const PostProcessing& d) {
  std::int64_t lowest = std::int64_t{d.lowest} - d.zero_point;
  std::int64_t highest = std::int64_t{d.highest} - d.zero_point;
  std::int64_t zero_point = d.zero_point;
  if (d.activation == Activation::relu) lowest = std::min(std::max<std::int64_t>(lowest, 0), highest);
  if (d.activation == Activation::table) {
    for (const std::int32_t entry : d.table)
      table_.push_back(static_cast<std::int16_t>(std::clamp<std::int64_t>(entry, lowest, highest) + zero_point));
    zero_point = d.table_zero;
    lowest = -zero_point;
    highest = lowest + static_cast<std::int64_t>(d.table.size()) - 1;
  }
  constexpr std::int64_t kFarthest = 1 << 24;
  codes_ = {static_cast<std::int32_t>(lowest), static_cast<std::int32_t>(highest),
            static_cast<std::int32_t>(zero_point)};
  return std::min(lowest, zero_point) >= -kFarthest && std::max(highest, zero_point) <= kFarthest;
}

/// None where what matters of the sums does not fit 32 bits.
std::optional<PostProcessSums::Lane> PostProcessSums::lane_of(const PostProcessing& d, std::size_t channel,
                                                              const SumRange& sums) const {
  const double real = d.multipliers[d.multipliers.size() == 1 ? 0 : channel];
  const std::optional<Factor> factor = factor_of(d.mode, real);
  if (!factor) return std::nullopt;
  const std::int64_t offset = at(d.bias, channel) + at(d.correction, channel);
  const Reach fits{kLowestWord >> factor->before, kHighestWord >> factor->before};
  Reach reach{std::max(sums.lowest, kLowestWord) + offset, std::min(sums.highest, kHighestWord) + offset};
  if (d.mode == RequantMode::gemmlowp) reach = reach.saturated();
  if (factor->multiplier == 0 || real == 0) reach = {0, 0};
  if (!reach.within(fits)) reach.cut(Requantizer{real, d.mode}, codes_);
  if (!reach.within(fits)) return std::nullopt;
  if (reach.low == reach.high)  // any sum gives the same
    return Lane{0, 0, static_cast<std::int32_t>(reach.low), *factor, real};
  return Lane{static_cast<std::int32_t>(reach.low - offset), static_cast<std::int32_t>(reach.high - offset),
              static_cast<std::int32_t>(offset), *factor, real};
}

void PostProcessSums::append(const Lane& lane) {
  lowest_.push_back(lane.lowest);
  highest_.push_back(lane.highest);
  offset_.push_back(lane.offset);
  before_.push_back(lane.factor.before);
  multiplier_.push_back(lane.factor.multiplier);
  half_.push_back(lane.factor.half);
  after_.push_back(lane.factor.after);
  real_.push_back(lane.real);
  high_half_.push_back(static_cast<std::int32_t>(lane.factor.half >> 32));
}

/// What SumLanes::high_half asks for.
bool PostProcessSums::is_plain(const std::vector<Lane>& lanes, const SumRange& sums) const {
  using Code = std::numeric_limits<std::int16_t>;
  return kernel_ == SumKernel::shift && codes_.lowest >= Code::min() && codes_.highest <= Code::max() &&
         std::all_of(lanes.begin(), lanes.end(), [&](const Lane& lane) {
           return lane.lowest <= sums.lowest && lane.highest >= sums.highest && lane.factor.before == 0 &&
                  (lane.factor.half & ((std::int64_t{1} << 32) - 1)) == 0;
         });
}

SumLanes PostProcessSums::lanes_from(std::size_t channel) const {
  return {&lowest_[channel], &highest_[channel],    &offset_[channel],
          &before_[channel], &multiplier_[channel], &half_[channel],
          &after_[channel],  &real_[channel],       plain_ ? &high_half_[channel] : nullptr};
}

void PostProcessSums::look_up(const SumRows& rows) const {
  if (table_.empty()) return;
  for (std::size_t row = 0; row < rows.rows; ++row) {
    std::int16_t* code = rows.codes + row * rows.code_stride;
    for (std::size_t i = 0; i < rows.count; ++i) code[i] = table_[static_cast<std::size_t>(code[i])];
  }
}

/// Channels advance by `step` from sum to sum.
void PostProcessSums::one_by_one(std::size_t first, std::size_t step, const SumRows& rows) const {
  for (std::size_t row = 0; row < rows.rows; ++row)
    for (std::size_t i = 0; i < rows.count; ++i)
      rows.codes[row * rows.code_stride + i] =
          static_cast<std::int16_t>(definition_(rows.sums[row * rows.sum_stride + i], (first + i * step) % channels_));
}

void PostProcessSums::across_channels(std::size_t first, const SumRows& rows) const {
  if (channels_ == 1) return along_channel(0, rows);
  if (!in_vectors_) return one_by_one(first, 1, rows);
  for (std::size_t done = 0; done < rows.count; done += kLanesAtOnce) {
    SumRows part = rows;
    part.count = std::min(kLanesAtOnce, rows.count - done);
    part.sums += done;
    part.codes += done;
    requantize_rows(kernel_, lanes_from(first + done), true, codes_, part);
  }
  look_up(rows);
}

void PostProcessSums::along_channel(std::size_t channel, const SumRows& rows) const {
  const std::size_t of = channels_ == 1 ? 0 : channel;
  if (!in_vectors_) return one_by_one(of, 0, rows);
  requantize_rows(kernel_, lanes_from(of), false, codes_, rows);
  look_up(rows);
}

/// Channels last: `repeats_` rows are one.
void PostProcessSums::contiguous(std::size_t outer, const std::int32_t* sums, std::int16_t* codes) const {
  const std::size_t length = channels_ * repeats_;
  const std::size_t full = outer / repeats_;
  const std::size_t rest = outer % repeats_ * channels_;
  across_channels(0, {full, length, sums, length, codes, length});
  if (rest > 0) across_channels(0, {1, rest, sums + full * length, rest, codes + full * length, rest});
}

void PostProcessSums::run(std::span<const std::int32_t> sums, const ChannelLayout& layout,
                          std::span<std::int16_t> codes) const {
  const auto needed = static_cast<std::int64_t>(layout.size());
  require_size(sums.size(), needed, "post-processing: the sums");
  require_size(codes.size(), needed, "post-processing: the codes");
  if (channels_ == 1) return along_channel(0, {1, sums.size(), sums.data(), 0, codes.data(), 0});
  if (layout.channels != channels_)
    throw ModelError{"post-processing of " + std::to_string(channels_) + " channels was given " +
                     std::to_string(layout.channels)};
  if (layout.inner == 1) return contiguous(layout.outer, sums.data(), codes.data());
  for (std::size_t out = 0; out < layout.outer; ++out)
    for (std::size_t channel = 0; channel < channels_; ++channel) {
      const std::size_t from = layout.offset(out, channel);
      along_channel(channel, {1, layout.inner, sums.data() + from, 0, codes.data() + from, 0});
    }
}

}  // namespace systole::models
