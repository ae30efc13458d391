#include "models/numerics/quantized_convolution.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "models/errors.hpp"
#include "models/numerics/int8_convolution.hpp"
#include "models/numerics/post_process_sums.hpp"
#include "models/numerics/span_size.hpp"
#include "models/numerics/turn_codes.hpp"
#include "models/onednn/parallel_parts.hpp"

namespace systole::models {

namespace {

constexpr std::size_t kTilePixels = 32;        // a line of the caches of codes
constexpr std::size_t kTileChannels = 64;      // 4 KiB of codes
constexpr std::size_t kWorthThread = 1 << 13;  // sums

/// Of all filters' sums over any inputs of the range.
SumRange all_sums(const ConvolutionShape& shape, std::span<const std::int16_t> weights, const OperandRange& input) {
  SumRange all;
  const auto reduction = static_cast<std::size_t>(shape.reduction());
  for (std::size_t at = 0; at < weights.size(); at += reduction) {
    const SumRange of = sum_range(weights.subspan(at, reduction), input);
    all = {std::min(all.lowest, of.lowest), std::max(all.highest, of.highest)};
  }
  return all;
}

/// With what takes off the sums what bytes' offset adds to each.
PostProcessing corrected(PostProcessing post, const ConvolutionShape& shape, std::span<const std::int16_t> weights,
                         std::int32_t offset) {
  if (offset == 0) return post;
  const auto filters = static_cast<std::size_t>(shape.groups * shape.filters);
  const auto reduction = static_cast<std::size_t>(shape.reduction());
  if (post.correction.size() <= 1)
    post.correction.assign(filters, post.correction.empty() ? 0 : post.correction.front());
  for (std::size_t filter = 0; filter < filters; ++filter)
    for (const std::int16_t weight : weights.subspan(filter * reduction, reduction))
      post.correction[filter] -= std::int64_t{offset} * weight;
  return post;
}

ChannelLayout outputs(const ConvolutionShape& s, ChannelOrder order) {
  const auto filters = static_cast<std::size_t>(s.groups * s.filters);
  const auto images = static_cast<std::size_t>(s.images);
  const auto pixels = static_cast<std::size_t>(s.rows.out * s.cols.out);
  if (order == ChannelOrder::last) return {images * pixels, filters, 1};
  return {images, filters, pixels};
}

/// From sums with their channels last to codes as `layout` has them: tiles [begin, end) of all images.
void write_tiles(const PostProcessSums& post, const ChannelLayout& layout, const std::int32_t* sums,
                 std::int16_t* codes, std::size_t begin, std::size_t end) {
  std::array<std::int16_t, kTilePixels * kTileChannels> tile;
  const std::size_t tiles = (layout.inner + kTilePixels - 1) / kTilePixels;
  for (std::size_t at = begin; at < end; ++at) {
    const std::size_t image = at / tiles;
    const std::size_t first = at % tiles * kTilePixels;
    const std::size_t pixels = std::min(kTilePixels, layout.inner - first);
    const std::int32_t* from = sums + (image * layout.inner + first) * layout.channels;
    for (std::size_t channel = 0; channel < layout.channels; channel += kTileChannels) {
      const std::size_t channels = std::min(kTileChannels, layout.channels - channel);
      post.across_channels(channel, {pixels, channels, from + channel, layout.channels, tile.data(), kTileChannels});
      turn({tile.data(), kTileChannels}, {codes + layout.offset(image, channel) + first, layout.inner}, pixels,
           channels);
    }
  }
}

void write_codes(const PostProcessSums& post, const ChannelLayout& layout, const std::vector<std::int32_t>& sums,
                 std::span<std::int16_t> codes) {
  if (layout.inner == 1 || layout.channels == 1) {
    const std::size_t rows = layout.outer * layout.inner;
    for_each_part(rows, kWorthThread / layout.channels + 1, [&](std::size_t begin, std::size_t end) {
      const std::size_t first = begin * layout.channels;
      const std::size_t count = (end - begin) * layout.channels;
      post.run(std::span{sums}.subspan(first, count), {end - begin, layout.channels, 1}, codes.subspan(first, count));
    });
    return;
  }
  for_each_part(layout.outer * ((layout.inner + kTilePixels - 1) / kTilePixels),
                kWorthThread / (kTilePixels * layout.channels) + 1, [&](std::size_t begin, std::size_t end) {
                  write_tiles(post, layout, sums.data(), codes.data(), begin, end);
                });
}

}  // namespace

struct QuantizedConvolution::Bytes {
  bool is_signed;
  CodeBytes encode;
  Int8Convolution convolution;
  PostProcessSums post;
  ChannelLayout layout;
  std::vector<std::int32_t> sums;

  void run(std::span<const std::int16_t> input, std::span<std::int16_t> output) {
    const std::uint8_t* bytes = encode(input);
    const auto count = static_cast<std::size_t>(encode.inner().input_size());
    if (is_signed) {
      convolution.run(std::span{static_cast<const std::int8_t*>(static_cast<const void*>(bytes)), count}, sums);
    } else {
      convolution.run(std::span{bytes, count}, sums);
    }
    write_codes(post, layout, sums, output);
  }
};

/// Centred codes of 16 bits.
struct QuantizedConvolution::Wide {
  CodeInput input;
  Int8Convolution convolution;
  PostProcessSums post;
  ChannelLayout layout;
  std::vector<std::int16_t> centred;
  std::vector<std::int32_t> sums;

  void run(std::span<const std::int16_t> codes, std::span<std::int16_t> output) {
    require_size(codes.size(), static_cast<std::int64_t>(centred.size()), "the input of a quantised convolution");
    std::transform(codes.begin(), codes.end(), centred.begin(),
                   [zero = input.zero_point](std::int16_t code) { return static_cast<std::int16_t>(code - zero); });
    convolution.run(centred, sums);
    post.run(sums, layout, output);
  }
};

QuantizedConvolution::QuantizedConvolution(const ConvolutionShape& shape, std::span<const std::int16_t> weights,
                                           const CodeInput& input, const PostProcessing& post, ChannelOrder order) {
  require_size(weights.size(), shape.weight_size(), "a quantised convolution: its weights");
  const ChannelLayout layout = outputs(shape, order);
  std::vector<std::int32_t> sums(layout.size());
  if (const std::optional<Int8Codes> codes = input_codes(input.centred())) {
    const OperandRange range{input.centred().lowest + codes->offset, input.centred().highest + codes->offset};
    const SumRange of_bytes = all_sums(shape, weights, range);
    if (of_bytes.fits(32)) {
      CodeBytes encode{shape, order, input, *codes};
      Int8Convolution convolution{encode.inner(), weights, range, ChannelOrder::last};
      if (convolution.slices() > 0) {
        const PostProcessSums with{corrected(post, shape, weights, codes->offset), of_bytes};
        bytes_ = std::make_unique<Bytes>(
            Bytes{codes->is_signed, std::move(encode), std::move(convolution), with, layout, std::move(sums)});
      }
    }
  }
  if (!bytes_)
    wide_ = std::make_unique<Wide>(Wide{input, Int8Convolution{shape, weights, input.centred(), order},
                                        PostProcessSums{post, all_sums(shape, weights, input.centred())}, layout,
                                        std::vector<std::int16_t>(static_cast<std::size_t>(shape.input_size())),
                                        std::move(sums)});
  const std::size_t channels = bytes_ ? bytes_->post.channels() : wide_->post.channels();
  if (channels != 1 && channels != layout.channels)
    throw ModelError{"a quantised convolution of " + std::to_string(layout.channels) +
                     " filters is post-processed as " + std::to_string(channels)};
}

QuantizedConvolution::QuantizedConvolution(QuantizedConvolution&&) noexcept = default;
QuantizedConvolution& QuantizedConvolution::operator=(QuantizedConvolution&&) noexcept = default;
QuantizedConvolution::~QuantizedConvolution() = default;

void QuantizedConvolution::run(std::span<const std::int16_t> input, std::span<std::int16_t> output) {
  const ChannelLayout& layout = bytes_ ? bytes_->layout : wide_->layout;
  require_size(output.size(), static_cast<std::int64_t>(layout.size()), "the output of a quantised convolution");
  if (bytes_) return bytes_->run(input, output);
  wide_->run(input, output);
}

bool QuantizedConvolution::uses_bytes() const {
  return bytes_ != nullptr;
}

}  // namespace systole::models
