#include "models/numerics/quantized_convolution.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "models/errors.hpp"
#include "models/numerics/int8_convolution.hpp"
#include "models/numerics/post_process_sums.hpp"
#include "models/numerics/span_size.hpp"
#include "models/numerics/sum_pixels.hpp"

namespace systole::models {

namespace {

constexpr std::int64_t kSumsAtOnce = 1 << 16;  // 256 KiB

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

/// Rows of an image's sums that stay in the second cache until they are codes; all of them where they do. Weights that
/// are more than those sums had better not pass the multipliers again for each band of them.
std::int64_t rows_at_once(const ConvolutionShape& s) {
  const std::int64_t at_once = std::max(kSumsAtOnce, s.weight_size());
  const std::int64_t row = s.cols.out * s.groups * s.filters;
  if (row * s.rows.out * s.images <= at_once) return s.rows.out;
  return std::clamp<std::int64_t>(at_once / std::max<std::int64_t>(1, row), 1, s.rows.out);
}

/// `rows` rows of outputs of one image that has its padding written out.
ConvolutionShape band(ConvolutionShape s, std::int64_t rows) {
  s.images = 1;
  s.rows.out = rows;
  s.rows.in = (rows - 1) * s.rows.stride + s.rows.dilation * (s.rows.kernel - 1) + 1;
  return s;
}

}  // namespace

struct QuantizedConvolution::Bytes {
  bool is_signed;
  CodeBytes encode;
  ChannelLayout layout;
  std::int64_t rows;                    // of outputs at once
  Int8Convolution convolution;          // of all images, or of such a band of one
  std::optional<Int8Convolution> last;  // of the rows that are left
  PostProcessSums post;
  std::vector<std::int32_t> sums;

  void convolve(Int8Convolution& by, const std::uint8_t* bytes, std::int64_t count, std::span<std::int32_t> to) const {
    const auto size = static_cast<std::size_t>(count);
    if (is_signed) return by.run(std::span{static_cast<const std::int8_t*>(static_cast<const void*>(bytes)), size}, to);
    by.run(std::span{bytes, size}, to);
  }

  void run_band(const std::uint8_t* image, std::int64_t first, std::int64_t count, std::int16_t* codes) {
    const ConvolutionShape& s = encode.inner();
    const ConvolutionShape part = band(s, count);
    const std::span<std::int32_t> to = std::span{sums}.first(static_cast<std::size_t>(part.output_size()));
    const std::uint8_t* bytes = image + first * s.rows.stride * s.cols.in * s.groups * s.channels;
    convolve(count == rows ? convolution : *last, bytes, part.input_size(), to);
    const bool turned = layout.inner > 1;
    const auto pixel = static_cast<std::size_t>(first * s.cols.out);
    write_codes(post, 0,
                {static_cast<std::size_t>(count * s.cols.out), layout.channels, to.data(),
                 codes + pixel * (turned ? 1 : layout.channels), turned ? layout.inner : 0});
  }

  void run(std::span<const std::int16_t> input, std::span<std::int16_t> output) {
    const std::uint8_t* bytes = encode(input);
    const ConvolutionShape& s = encode.inner();
    const std::int64_t pixels = s.rows.out * s.cols.out;
    const std::int64_t filters = s.groups * s.filters;
    const bool whole = rows == s.rows.out;
    if (whole) convolve(convolution, bytes, s.input_size(), sums);
    for (std::int64_t image = 0; image < s.images; ++image) {
      std::int16_t* codes = output.data() + image * pixels * filters;
      if (whole) {
        write_codes(
            post, 0,
            {static_cast<std::size_t>(pixels), layout.channels,
             &sums[static_cast<std::size_t>(image * pixels * filters)], codes, layout.inner > 1 ? layout.inner : 0});
        continue;
      }
      const std::uint8_t* from = bytes + image * (s.input_size() / s.images);
      for (std::int64_t first = 0; first < s.rows.out; first += rows)
        run_band(from, first, std::min(rows, s.rows.out - first), codes);
    }
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

/// None where bytes would not be exact.
std::unique_ptr<QuantizedConvolution::Bytes> QuantizedConvolution::in_bytes(const ConvolutionShape& shape,
                                                                            std::span<const std::int16_t> weights,
                                                                            const CodeInput& input,
                                                                            const PostProcessing& post,
                                                                            ChannelOrder order) {
  const std::optional<Int8Codes> codes = input_codes(input.centred());
  if (!codes) return nullptr;
  const OperandRange range{input.centred().lowest + codes->offset, input.centred().highest + codes->offset};
  const SumRange of_sums = all_sums(shape, weights, range);
  if (!of_sums.fits(32)) return nullptr;
  const std::int64_t rows = rows_at_once(shape);
  const bool whole = rows == shape.rows.out;
  CodeBytes encode{shape, order, input, *codes, !whole};
  const ConvolutionShape at_once = whole ? encode.inner() : band(encode.inner(), rows);
  Int8Convolution convolution{at_once, weights, range, ChannelOrder::last};
  if (convolution.slices() == 0) return nullptr;
  std::optional<Int8Convolution> last;
  if (const std::int64_t left = shape.rows.out % rows; left != 0)
    last.emplace(band(encode.inner(), left), weights, range, ChannelOrder::last);
  std::vector<std::int32_t> sums(static_cast<std::size_t>(at_once.output_size()));
  return std::make_unique<Bytes>(
      Bytes{codes->is_signed, std::move(encode), outputs(shape, order), rows, std::move(convolution), std::move(last),
            PostProcessSums{corrected(post, shape, weights, codes->offset), of_sums}, std::move(sums)});
}

QuantizedConvolution::QuantizedConvolution(const ConvolutionShape& shape, std::span<const std::int16_t> weights,
                                           const CodeInput& input, const PostProcessing& post, ChannelOrder order) {
  require_size(weights.size(), shape.weight_size(), "a quantised convolution: its weights");
  const ChannelLayout layout = outputs(shape, order);
  bytes_ = in_bytes(shape, weights, input, post, order);
  if (!bytes_)
    wide_ = std::make_unique<Wide>(Wide{input, Int8Convolution{shape, weights, input.centred(), order},
                                        PostProcessSums{post, all_sums(shape, weights, input.centred())}, layout,
                                        std::vector<std::int16_t>(static_cast<std::size_t>(shape.input_size())),
                                        std::vector<std::int32_t>(layout.size())});
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
