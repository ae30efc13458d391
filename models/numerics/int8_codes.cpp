#include "models/numerics/int8_codes.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <type_traits>

#include "models/errors.hpp"
#include "models/onednn/int8_support.hpp"

namespace systole::models {

namespace {

constexpr std::int32_t kSignedLowest = -128;
constexpr std::int32_t kSignedHighest = 127;
constexpr std::int32_t kUnsignedHighest = 255;

/// The largest magnitude of a code. oneDNN may shift signed codes by 128 into unsigned ones and back in 32 bits; what
/// it then holds has the bound of 256.
std::int64_t largest_code(const Int8Codes& codes) {
  return codes.is_signed ? 256 : kUnsignedHighest;
}

/// Sums of the positive and of the negative codes over a sum's first channels.
class CodePrefixes {
 public:
  explicit CodePrefixes(const Int8Weights& weights) : channels_{weights.channels} {
    const std::int8_t* code = weights.codes.data();
    for (std::int64_t sum = 0; sum < weights.outer; ++sum) {
      Both both;
      prefixes_.push_back(both);
      for (std::int64_t channel = 0; channel < channels_; ++channel) {
        for (std::int64_t tap = 0; tap < weights.taps; ++tap, ++code)
          (*code > 0 ? both.positive : both.negative) += *code;
        prefixes_.push_back(both);
      }
    }
  }

  /// The larger part, by magnitude, over the channels [first, last).
  std::int64_t magnitude(std::int64_t sum, std::int64_t first, std::int64_t last) const {
    const Both& from = prefixes_[static_cast<std::size_t>(sum * (channels_ + 1) + first)];
    const Both& to = prefixes_[static_cast<std::size_t>(sum * (channels_ + 1) + last)];
    return std::max(to.positive - from.positive, from.negative - to.negative);
  }

 private:
  struct Both {
    std::int64_t positive = 0;
    std::int64_t negative = 0;
  };

  std::int64_t channels_;
  std::vector<Both> prefixes_;  // [sums][channels + 1]
};

}  // namespace

std::optional<Int8Codes> input_codes(const OperandRange& range) {
  const OperandRange all{std::min(range.lowest, 0), std::max(range.highest, 0)};
  if (all.lowest >= 0 && all.highest <= kUnsignedHighest) return Int8Codes{false, 0};
  if (all.lowest >= kSignedLowest && all.highest <= kSignedHighest) return Int8Codes{true, 0};
  if (all.width() > kUnsignedHighest) return std::nullopt;
  return Int8Codes{false, -all.lowest};
}

std::optional<Int8Codes> weight_codes(const OperandRange& range) {
  if (range.lowest >= kSignedLowest && range.highest <= kSignedHighest) return Int8Codes{true, 0};
  if (range.width() > kUnsignedHighest) return std::nullopt;
  return Int8Codes{true, kSignedLowest - range.lowest};
}

std::vector<std::int8_t> Int8Weights::part(std::int64_t begin, std::int64_t sums, std::int64_t first,
                                           std::int64_t count) const {
  std::vector<std::int8_t> result;
  result.reserve(static_cast<std::size_t>(sums * count * taps));
  for (std::int64_t sum = begin; sum < begin + sums; ++sum) {
    const auto from = codes.begin() + (sum * channels + first) * taps;
    result.insert(result.end(), from, from + count * taps);
  }
  return result;
}

std::vector<std::int64_t> Int8Weights::totals() const {
  std::vector<std::int64_t> result;
  for (std::int64_t sum = 0; sum < outer; ++sum) {
    std::int64_t total = 0;
    for (std::int64_t i = 0; i < channels * taps; ++i)
      total += codes[static_cast<std::size_t>(sum * channels * taps + i)];
    result.push_back(total);
  }
  return result;
}

std::optional<std::int64_t> Int8Weights::slices(const Int8Codes& input) const {
  const CodePrefixes prefixes{*this};
  const auto exact = [&](std::int64_t count) {
    for (std::int64_t sum = 0; sum < outer; ++sum)
      for (std::int64_t first = 0; first < channels; first += count)
        if (largest_code(input) * prefixes.magnitude(sum, first, std::min(first + count, channels)) > kExactInFloat)
          return false;
    return true;
  };
  std::int64_t longest = 0;
  for (std::int64_t slices = 1; slices <= channels; ++slices) {
    const std::int64_t count = (channels + slices - 1) / slices;
    if (count == longest) continue;  // as many as before in each
    if (exact(count)) return (channels + count - 1) / count;
    longest = count;
  }
  return std::nullopt;
}

std::int64_t longest_reduction(const Int8Codes& input) {
  return kExactInFloat / (largest_code(input) * -kSignedLowest);
}

template <class T>
void require_in_range(std::span<const T> values, const OperandRange& range) {
  if (range.lowest <= std::numeric_limits<T>::min() && range.highest >= std::numeric_limits<T>::max()) return;
  const OperandRange found = range_of(values);
  if (values.empty() || (found.lowest >= range.lowest && found.highest <= range.highest)) return;
  throw ModelError("an operand of " + std::to_string(found.lowest) + " to " + std::to_string(found.highest) +
                   " is not in the range " + std::to_string(range.lowest) + " to " + std::to_string(range.highest));
}

void add_wrapping(std::span<const std::int32_t> from, std::span<std::int32_t> to) {
  for (std::size_t i = 0; i < to.size(); ++i)
    to[i] = static_cast<std::int32_t>(static_cast<std::uint32_t>(to[i]) + static_cast<std::uint32_t>(from[i]));
}

template <class T>
const std::uint8_t* encoded(std::span<const T> values, const OperandRange& range, const Int8Codes& codes,
                            std::uint8_t* scratch) {
  require_in_range(values, range);
  if constexpr (sizeof(T) == 1) {
    if (std::is_signed_v<T> == codes.is_signed && codes.offset == 0)
      return static_cast<const std::uint8_t*>(static_cast<const void*>(values.data()));
  }
  // Codes have 8 bits: what the higher ones of the sum are does not matter.
  const auto offset = static_cast<std::uint8_t>(codes.offset);
  const T* from = values.data();
  const std::size_t count = values.size();
  for (std::size_t i = 0; i < count; ++i)
    scratch[i] = static_cast<std::uint8_t>(static_cast<std::uint8_t>(from[i]) + offset);
  return scratch;
}

void require_sums_fit(std::span<const std::int16_t> weights, std::int64_t reduction, const OperandRange& input) {
  const auto of_sum = static_cast<std::size_t>(reduction);
  for (std::size_t at = 0; at < weights.size(); at += of_sum)
    if (!sum_range(weights.subspan(at, of_sum), input).fits(32))
      throw ModelError("a sum of products may leave 32 bits");
}

template void require_in_range(std::span<const std::int16_t>, const OperandRange&);
template void require_in_range(std::span<const std::int8_t>, const OperandRange&);
template void require_in_range(std::span<const std::uint8_t>, const OperandRange&);
template const std::uint8_t* encoded(std::span<const std::int16_t>, const OperandRange&, const Int8Codes&,
                                     std::uint8_t*);
template const std::uint8_t* encoded(std::span<const std::int8_t>, const OperandRange&, const Int8Codes&,
                                     std::uint8_t*);
template const std::uint8_t* encoded(std::span<const std::uint8_t>, const OperandRange&, const Int8Codes&,
                                     std::uint8_t*);

}  // namespace systole::models
